package com.wandb.iam.team.removal;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import com.wandb.iam.wandb.write.TeamWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends steps of Teams and memberships to the writer of their server, except those that another
 * client keeps reverting. Thread-safe; calls block.
 */
public final class StepApplier {
  private final Contests contests;
  private final WorkObserver observer;

  /**
   * The team that is written.
   *
   * @param server the name of its WandbServer
   */
  public record Target(String server, TeamWriter writer, RemoteTeam team) {}

  public StepApplier(Contests contests, WorkObserver observer) {
    this.contests = contests;
    this.observer = observer;
  }

  /** Sends all steps. */
  public StepResults apply(Target target, List<Step> steps) {
    var results = new StepResults(target.writer().apply(target.team(), new Plan(steps)));
    observer.applied(target.server(), results.all());
    return results;
  }

  /**
   * Sends the steps that are not withheld. Records the applied steps, to detect a client that
   * reverts them.
   *
   * @param interval the sync interval of the server
   * @param held returns the results of a step that must not be sent
   * @return the results of the withheld steps, then those of the others
   */
  public StepResults apply(
      Reconciliation<?, ?, ?> pass, Target target, List<Step> steps, Duration interval, Held held) {
    var open = new ArrayList<Step>();
    var withheld = new ArrayList<StepResult>();
    for (var step : steps) {
      var before = held.of(step);
      if (!before.all().isEmpty()) {
        withheld.addAll(before.all());
      } else if (contests.isContested(matter(pass, step), interval)) {
        withheld.add(new StepResult.Withheld(step, contested(step)));
      } else {
        open.add(step);
      }
    }
    var results =
        new StepResults(withheld)
            .and(new StepResults(target.writer().apply(target.team(), new Plan(open))));
    observer.applied(target.server(), results.all());
    results.applied().forEach(step -> contests.done(matter(pass, step)));
    return results;
  }

  /** Decides whether a step is held. */
  public interface Held {
    StepResults of(Step step);
  }

  private static Contests.Matter matter(Reconciliation<?, ?, ?> pass, Step step) {
    return Contests.Matter.of(pass, step.aim());
  }

  private static Violation contested(Step step) {
    return new Violation(
        Rule.CONFLICTING_WRITER,
        "spec",
        "Another client reverted the change \"" + step.describe() + "\" twice",
        Contests.remedy());
  }
}
