package com.wandb.iam.access.plan;

import com.wandb.iam.access.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which the steps of one run are sent: first the steps that give access, then those
 * that take it away. An admin is removed only after the successor is an admin on the server, not
 * only in the plan.
 *
 * @param giving steps that add members or raise roles
 * @param taking steps that remove or demote members
 */
public record StepOrder(List<Step> giving, List<Step> taking) {
  public StepOrder {
    giving = List.copyOf(giving);
    taking = List.copyOf(taking);
  }

  /**
   * The decision of the guard about some steps.
   *
   * @param allowed the steps that may be sent, in order
   * @param withheld the other steps and their violations, in order
   */
  public record Verdict(List<Step> allowed, Map<Step, Violation> withheld) {
    public Verdict {
      allowed = List.copyOf(allowed);
    }
  }

  /**
   * Splits steps into runs that name each account at most once, because the steps of one account
   * must be applied in their order.
   */
  public static List<List<Step>> runs(List<Step> steps) {
    var runs = new ArrayList<List<Step>>();
    var run = new LinkedHashMap<String, Step>();
    for (var step : steps) {
      if (run.containsKey(step.userId())) {
        runs.add(List.copyOf(run.values()));
        run.clear();
      }
      run.put(step.userId(), step);
    }
    if (!run.isEmpty()) {
      runs.add(List.copyOf(run.values()));
    }
    return List.copyOf(runs);
  }

  /**
   * Orders the steps of one run by their effect on the observed team, because their plan may have
   * been made for an earlier state of the team.
   */
  public static StepOrder of(List<Step> run, ObservedTeam team) {
    return new StepOrder(
        run.stream().filter(step -> !takes(step, team)).toList(),
        run.stream().filter(step -> takes(step, team)).toList());
  }

  private static boolean takes(Step step, ObservedTeam team) {
    int admins = team.adminsGained(step);
    return admins == 0 ? team.takesAway(step) : admins < 0;
  }

  /**
   * Returns the steps that count towards the removal limit. A step that the guard withholds anyway
   * is left out, because the limit counts what it admits. Declared ends and the first role of a
   * newcomer are exempt.
   */
  public static List<Step> limited(List<Step> taking, ObservedTeam team, Guard guard) {
    return taking.stream()
        .filter(step -> !isExempt(step))
        .filter(team::takesAway)
        .filter(step -> guard.check(step, team).isEmpty())
        .toList();
  }

  private static boolean isExempt(Step step) {
    return switch (step) {
      case Step.AddMember add -> false;
      case Step.ChangeRole change -> change.first();
      case Step.RemoveMember removal -> removal.cause() == Step.Cause.EXPIRED;
      case Step.LowerRegistryRoles lowering -> false;
    };
  }

  /**
   * Checks steps in order, each against the team after the allowed steps before it.
   *
   * @param run steps that name each account at most once
   */
  public static Verdict check(List<Step> run, ObservedTeam team, Guard guard) {
    var allowed = new ArrayList<Step>();
    var withheld = new LinkedHashMap<Step, Violation>();
    var expected = team;
    for (var step : run) {
      var violation = guard.check(step, expected);
      if (violation.isPresent()) {
        withheld.put(step, violation.get());
      } else {
        allowed.add(step);
        // Other accounts are affected only by the number of admins, because a run names each
        // account once.
        expected = expected.adminsGained(step) == 0 ? expected : expected.after(step);
      }
    }
    return new Verdict(allowed, withheld);
  }
}
