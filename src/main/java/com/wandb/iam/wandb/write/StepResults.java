package com.wandb.iam.wandb.write;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.WandbException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of some steps, in order. */
public record StepResults(List<StepResult> all) {
  /** No step, no result. */
  public static final StepResults NONE = new StepResults(List.of());

  public StepResults {
    all = List.copyOf(all);
  }

  /** Returns these results followed by others. */
  public StepResults and(StepResults more) {
    return new StepResults(Stream.concat(all.stream(), more.all.stream()).toList());
  }

  /** Returns the steps that the server applied. */
  public List<Step> applied() {
    return all.stream().filter(StepResult.Applied.class::isInstance).map(StepResult::step).toList();
  }

  /** Returns the accounts with a step that was withheld or failed. */
  public Set<String> unapplied() {
    return all.stream()
        .filter(result -> !(result instanceof StepResult.Applied))
        .map(result -> result.step().userId())
        .collect(Collectors.toSet());
  }

  /** Returns the steps that a rule withholds. */
  public List<Step> withheldBy(Rule rule) {
    return withheld()
        .filter(result -> result.violation().rule() == rule)
        .map(StepResult.Withheld::step)
        .toList();
  }

  /**
   * Returns the first violation that withholds a step.
   *
   * @param but rules that do not count
   */
  public Optional<Violation> violation(Collection<Rule> but) {
    return withheld()
        .map(StepResult.Withheld::violation)
        .filter(violation -> !but.contains(violation.rule()))
        .findFirst();
  }

  /** Returns the error of the first step that failed. */
  public Optional<WandbException> failure() {
    return all.stream()
        .flatMap(
            result ->
                result instanceof StepResult.Failed(var step, var error)
                    ? Stream.of(error)
                    : Stream.empty())
        .findFirst();
  }

  private Stream<StepResult.Withheld> withheld() {
    return all.stream()
        .filter(StepResult.Withheld.class::isInstance)
        .map(StepResult.Withheld.class::cast);
  }
}
