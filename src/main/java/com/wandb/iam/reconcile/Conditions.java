package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.kube.PlainText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Converts condition updates to the conditions of a status. */
public final class Conditions {
  private static final int MAX_MESSAGE = 2048;

  private Conditions() {}

  /**
   * Returns the conditions after a reconciliation. A transition time changes only if the status of
   * the condition changes. Conditions without an update are removed.
   */
  static List<Condition> after(
      List<Condition> before, List<ConditionUpdate> findings, long generation, Instant now) {
    var after = new ArrayList<Condition>();
    for (var finding : findings) {
      var old = find(before, finding.type().name());
      var time =
          old.filter(condition -> finding.state().text().equals(condition.status()))
              .map(Condition::lastTransitionTime)
              .orElse(now.truncatedTo(ChronoUnit.SECONDS));
      after.add(
          new Condition(
              finding.type().name(),
              finding.state().text(),
              finding.reason().name(),
              finding.message().isEmpty() ? null : PlainText.within(MAX_MESSAGE, finding.message()),
              time,
              generation));
    }
    return after;
  }

  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> type.equals(condition.type())).findFirst();
  }
}
