package com.wandb.iam.wandb.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.WandbException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepResultsTest {
  private static final WandbException ERROR = new WandbException.Invalid("no");
  private static final StepResults ALL =
      new StepResults(
          List.of(
              new StepResult.Applied(step("a")),
              new StepResult.Withheld(step("b"), violation(Rule.REMOVAL_LIMIT)),
              new StepResult.Failed(step("c"), ERROR),
              new StepResult.Withheld(step("d"), violation(Rule.LAST_ADMIN)),
              new StepResult.Failed(step("e"), new WandbException.Invalid("second"))));

  private static Step step(String id) {
    return new Step.RemoveMember(id, id, TeamRole.BuiltIn.MEMBER);
  }

  private static Violation violation(Rule rule) {
    return new Violation(rule, "spec", "it is so", "change it");
  }

  @Test
  void results_are_sorted_by_outcome() {
    assertThat(ALL.applied()).containsExactly(step("a"));
    assertThat(ALL.unapplied()).containsExactlyInAnyOrder("b", "c", "d", "e");
    assertThat(ALL.withheldBy(Rule.REMOVAL_LIMIT)).containsExactly(step("b"));
  }

  @Test
  void first_failure_and_first_violation_count() {
    assertThat(ALL.failure()).contains(ERROR);
    assertThat(ALL.violation(Set.of())).contains(violation(Rule.REMOVAL_LIMIT));
    assertThat(ALL.violation(Set.of(Rule.REMOVAL_LIMIT))).contains(violation(Rule.LAST_ADMIN));
  }

  @Test
  void no_step_is_no_problem() {
    assertThat(StepResults.NONE.failure()).isEmpty();
    assertThat(StepResults.NONE.violation(Set.of())).isEmpty();
    assertThat(StepResults.NONE.and(ALL)).isEqualTo(ALL);
  }
}
