package com.wandb.iam.team.removal;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;
import java.util.Optional;

/**
 * The steps that the removal limit holds. Returns held steps without any request to the W&amp;B
 * server, and records which steps are held for which resource. Thread-safe.
 */
public final class Holds {
  private final RemovalLimiters limiters;
  private final WorkObserver observer;

  public Holds(RemovalLimiters limiters, WorkObserver observer) {
    this.limiters = limiters;
    this.observer = observer;
  }

  /**
   * Returns the results of the steps that are certainly held. Sends no request to the server,
   * because many resources may wait for a long time.
   */
  public StepResults certain(String server, String teamId, List<Step> steps) {
    return limiters.heldAnyway(server, teamId, steps);
  }

  /** Returns the results of all steps if all of them are certainly held. */
  public Optional<StepResults> allCertain(String server, String teamId, List<Step> steps) {
    return Optional.of(certain(server, teamId, steps))
        .filter(held -> held.all().size() == steps.size());
  }

  /**
   * Records which steps of a resource are held, in place of those recorded before.
   *
   * @return whether the held plan of the team changed
   */
  public boolean record(
      Reconciliation<?, ?, ?> pass, String server, String teamId, StepResults results) {
    var held = results.withheldBy(Rule.REMOVAL_LIMIT);
    boolean changed = limiters.of(server, teamId).hold(Claimant.of(pass.resource()), held);
    if (changed && !held.isEmpty()) {
      observer.planHeld(server);
    }
    return changed;
  }

  /** Forgets the held steps of a resource that is being deleted. */
  public void forget(Reconciliation<?, ?, ?> pass, String server, String teamId) {
    limiters.of(server, teamId).forget(Claimant.of(pass.resource()));
  }

  /** Returns the result of a reconciliation in which a step is withheld. */
  public static ReconcileResult blocked(Violation violation) {
    return ReconcileResult.blocked(reason(violation), violation.message());
  }

  /** Returns the reason of the condition for a violation. */
  public static Reason reason(Violation violation) {
    return switch (violation.rule()) {
      case LAST_ADMIN, OWN_IDENTITY -> Reason.LastAdmin;
      case REMOVAL_LIMIT -> Reason.PlanHeld;
      case CONFLICTING_WRITER -> Reason.Contested;
      case UNRESOLVED_MEMBERS -> Reason.UndeclaredMembers;
      default -> Reason.NotAllowed;
    };
  }
}
