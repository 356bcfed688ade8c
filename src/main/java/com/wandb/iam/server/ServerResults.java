package com.wandb.iam.server;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Accepted;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Authorized;
import static com.wandb.iam.crd.v1alpha1.ConditionType.ClockInSync;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Reachable;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Stalled;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.Failures;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a WandbServer, computed from the result of its sync. */
final class ServerResults {
  /** The time without an event, because no watch reports that the kind was installed. */
  private static final Duration WITHOUT_EVENT = Duration.ofSeconds(30);

  private ServerResults() {}

  /** Returns the result for a server that answers. */
  static ReconcileResult serving(ServerFacts facts) {
    boolean skewed = ClockSkew.tooLarge(facts.clockSkew());
    var authorized =
        facts.viewerType() == AccountType.ORG_SERVICE
            ? Reason.OrganizationServiceAccount
            : Reason.OrganizationAdmin;
    return conclusion(
        List.of(
            new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
            new ConditionUpdate(Reachable, State.TRUE, Reason.Ok, ""),
            new ConditionUpdate(Authorized, State.TRUE, authorized, ""),
            skewed
                ? new ConditionUpdate(
                    ClockInSync,
                    State.FALSE,
                    Reason.ClockSkew,
                    "The clocks of the W&B server and of the operator differ by about "
                        + facts.clockSkew().abs().toMinutes()
                        + " minutes. Expiry and other timed steps wait until they differ by at most "
                        + ClockSkew.LIMIT.toMinutes()
                        + " minutes.")
                : new ConditionUpdate(ClockInSync, State.TRUE, Reason.Ok, ""),
            new ConditionUpdate(
                Ready, State.TRUE, Reason.Ready, "The W&B server answers and can be written to.")));
  }

  /** Returns the result for a server without an answer. */
  static ReconcileResult unreachable(Reason reason, String message) {
    return conclusion(
        List.of(
            new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
            new ConditionUpdate(Reachable, State.FALSE, reason, message),
            new ConditionUpdate(Authorized, State.UNKNOWN, reason, ""),
            new ConditionUpdate(Ready, State.FALSE, reason, message)));
  }

  /** Returns the result for a server that W&amp;B's own operator deploys. */
  static ReconcileResult deploying(String message) {
    return new ReconcileResult(
        List.of(
            new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
            new ConditionUpdate(Reachable, State.UNKNOWN, Reason.DeploymentNotReady, ""),
            new ConditionUpdate(Authorized, State.UNKNOWN, Reason.DeploymentNotReady, ""),
            new ConditionUpdate(Ready, State.FALSE, Reason.DeploymentNotReady, message)),
        Retry.AFTER,
        WITHOUT_EVENT);
  }

  /** Returns the result of a failed sync. */
  static ReconcileResult failing(WandbException error) {
    var message = Failures.sentence(error);
    return switch (error) {
      case WandbException.Refused refused ->
          unauthorized(
              refused.reason() == WandbException.Refused.Refusal.UNAUTHENTICATED
                  ? Reason.Unauthorized
                  : Reason.Forbidden,
              message);
      case WandbException.Unavailable unavailable
          when unavailable.reason() == WandbException.Unavailable.Outage.SCIM_NOT_ROUTED ->
          stalled(unreachable(Reason.ScimNotRouted, message), Reason.ScimNotRouted, message);
      case WandbException.Throttled throttled -> unreachable(Reason.Throttled, message);
      case WandbException.Unavailable down -> unreachable(Reason.Unreachable, message);
      case WandbException.NotFound absent -> unreachable(Reason.Unreachable, message);
      case WandbException.Conflict conflict -> unreachable(Reason.Unreachable, message);
      case WandbException.Invalid invalid -> unreachable(Reason.Unreachable, message);
    };
  }

  /**
   * Returns the result if another server than the pinned one answers.
   *
   * @param difference from the pinned one, as a clause
   * @param token the value of the annotation that accepts the server
   */
  static ReconcileResult foreign(String difference, String token) {
    var message =
        "The server at spec.url is not the one that this WandbServer is bound to: it "
            + difference
            + ". The operator stopped writing to it. If the change is intended, for example after"
            + " a new installation or a restored backup, annotate this WandbServer with "
            + ActionAnnotation.ACCEPT_ORGANIZATION.annotation()
            + "="
            + token
            + ". All resources are then searched by name.";
    return stalled(
        conclusion(
            List.of(
                new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
                new ConditionUpdate(Reachable, State.TRUE, Reason.Ok, ""),
                new ConditionUpdate(Authorized, State.UNKNOWN, Reason.OrganizationChanged, ""),
                new ConditionUpdate(Ready, State.FALSE, Reason.OrganizationChanged, message))),
        Reason.OrganizationChanged,
        message);
  }

  private static ReconcileResult unauthorized(Reason reason, String message) {
    return stalled(
        conclusion(
            List.of(
                new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
                new ConditionUpdate(Reachable, State.TRUE, Reason.Ok, ""),
                new ConditionUpdate(Authorized, State.FALSE, reason, message),
                new ConditionUpdate(Ready, State.FALSE, reason, message))),
        reason,
        message);
  }

  private static ReconcileResult stalled(
      ReconcileResult conclusion, Reason reason, String message) {
    return conclusion.with(Stalled, State.TRUE, reason, message);
  }

  /** Returns a result without requeue, because the sync enqueues the server after a change. */
  private static ReconcileResult conclusion(List<ConditionUpdate> findings) {
    return new ReconcileResult(new ArrayList<>(findings), Retry.NEVER, null);
  }
}
