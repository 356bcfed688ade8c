package com.wandb.iam.reconcile;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Accepted;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Authorized;
import static com.wandb.iam.crd.v1alpha1.ConditionType.ClockInSync;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Reachable;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Stalled;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.Conclusion.Retry;
import com.wandb.iam.reconcile.Finding.State;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a look at a server reads in its conditions. */
final class ServerConclusions {
  /** A watch tells of a change, but not that there is a kind to watch now. */
  private static final Duration TOLD_USUALLY = Duration.ofSeconds(30);

  private ServerConclusions() {}

  /** The server answers and may be worked with. */
  static Conclusion serving(ServerFacts facts) {
    boolean skewed = ClockSkew.tooLarge(facts.clockSkew());
    var authorized =
        facts.viewerType() == AccountType.ORG_SERVICE
            ? Reason.OrganizationServiceAccount
            : Reason.OrganizationAdmin;
    return conclusion(
        List.of(
            new Finding(Accepted, State.TRUE, Reason.Valid, ""),
            new Finding(Reachable, State.TRUE, Reason.Ok, ""),
            new Finding(Authorized, State.TRUE, authorized, ""),
            skewed
                ? new Finding(
                    ClockInSync,
                    State.FALSE,
                    Reason.ClockSkew,
                    "the server's clock differs by about "
                        + facts.clockSkew().toMinutes()
                        + " minutes: what depends on time waits until both agree within "
                        + ClockSkew.LIMIT.toMinutes())
                : new Finding(ClockInSync, State.TRUE, Reason.Ok, ""),
            new Finding(
                Ready, State.TRUE, Reason.Ready, "the server answers and takes our writes")));
  }

  /** Nothing is known about the server now. */
  static Conclusion unreachable(Reason reason, String message) {
    return conclusion(
        List.of(
            new Finding(Accepted, State.TRUE, Reason.Valid, ""),
            new Finding(Reachable, State.FALSE, reason, message),
            new Finding(Authorized, State.UNKNOWN, reason, ""),
            new Finding(Ready, State.FALSE, reason, message)));
  }

  /** Somebody is at work on the server itself. */
  static Conclusion deploying(String message) {
    return new Conclusion(
        List.of(
            new Finding(Accepted, State.TRUE, Reason.Valid, ""),
            new Finding(Reachable, State.UNKNOWN, Reason.DeploymentNotReady, ""),
            new Finding(Authorized, State.UNKNOWN, Reason.DeploymentNotReady, ""),
            new Finding(Ready, State.FALSE, Reason.DeploymentNotReady, message)),
        Retry.AFTER,
        TOLD_USUALLY);
  }

  /** The look failed. */
  static Conclusion failing(WandbException error) {
    var message = String.valueOf(error.getMessage());
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

  /** Another organization than the pinned one answers. */
  static Conclusion foreign(@Nullable PinnedOrganization pinned, ServerFacts facts) {
    var found = ServerSync.organizationOf(facts);
    var message =
        "the organization behind this address is "
            + found
            + ", not "
            + (pinned == null ? "the pinned one" : pinned.id())
            + ": nothing is written. Where this is meant, annotate "
            + Orders.ACCEPT_ORGANIZATION.annotation()
            + "="
            + found;
    return stalled(
        conclusion(
            List.of(
                new Finding(Accepted, State.TRUE, Reason.Valid, ""),
                new Finding(Reachable, State.TRUE, Reason.Ok, ""),
                new Finding(Authorized, State.UNKNOWN, Reason.OrganizationChanged, ""),
                new Finding(Ready, State.FALSE, Reason.OrganizationChanged, message))),
        Reason.OrganizationChanged,
        message);
  }

  private static Conclusion unauthorized(Reason reason, String message) {
    return stalled(
        conclusion(
            List.of(
                new Finding(Accepted, State.TRUE, Reason.Valid, ""),
                new Finding(Reachable, State.TRUE, Reason.Ok, ""),
                new Finding(Authorized, State.FALSE, reason, message),
                new Finding(Ready, State.FALSE, reason, message))),
        reason,
        message);
  }

  private static Conclusion stalled(Conclusion conclusion, Reason reason, String message) {
    return conclusion.with(Stalled, State.TRUE, reason, message);
  }

  /** The sync wakes the resource when something differs: it never comes back by itself. */
  private static Conclusion conclusion(List<Finding> findings) {
    return new Conclusion(new ArrayList<>(findings), Retry.NEVER, null);
  }
}
