package com.wandb.iam.server;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Authorized;
import static com.wandb.iam.crd.v1alpha1.ConditionType.ClockInSync;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Reachable;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Stalled;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions of a WandbServer. */
class ServerResultsTest {
  private static ServerFacts facts(@Nullable AccountType type, Duration skew) {
    return new ServerFacts(
        null,
        Set.of(),
        new RemoteViewer("id", "operator", null, true, List.of()),
        type,
        new RemoteOrganization("org-b", "B"),
        skew);
  }

  private static void assertCondition(
      ReconcileResult result, ConditionType type, State state, Reason reason) {
    var condition = result.finding(type).orElseThrow();
    assertThat(condition.state()).as(type.name()).isEqualTo(state);
    assertThat(condition.reason()).as(type.name()).isEqualTo(reason);
  }

  @Test
  void serving_server_is_ready() {
    var result = ServerResults.serving(facts(AccountType.ORG_SERVICE, Duration.ZERO));
    assertCondition(result, Ready, State.TRUE, Reason.Ready);
    assertCondition(result, Reachable, State.TRUE, Reason.Ok);
    assertCondition(result, Authorized, State.TRUE, Reason.OrganizationServiceAccount);
    assertCondition(result, ClockInSync, State.TRUE, Reason.Ok);
    assertThat(result.retry()).isEqualTo(Retry.NEVER);
  }

  @Test
  void administrator_key_is_reported() {
    var result = ServerResults.serving(facts(null, Duration.ZERO));
    assertCondition(result, Authorized, State.TRUE, Reason.OrganizationAdmin);
  }

  @Test
  void skewed_clock_leaves_the_server_ready() {
    var result = ServerResults.serving(facts(null, Duration.ofMinutes(-90)));
    assertCondition(result, ClockInSync, State.FALSE, Reason.ClockSkew);
    assertCondition(result, Ready, State.TRUE, Reason.Ready);
  }

  @ParameterizedTest
  @ValueSource(longs = {-90, 90})
  void skew_of_either_sign_is_shown_as_a_difference(long minutes) {
    var result = ServerResults.serving(facts(null, Duration.ofMinutes(minutes)));
    assertThat(result.finding(ClockInSync).orElseThrow().message())
        .contains("differ by about 90 minutes");
  }

  @Test
  void deployment_is_polled() {
    var result = ServerResults.deploying("migrating");
    assertCondition(result, Ready, State.FALSE, Reason.DeploymentNotReady);
    assertCondition(result, Reachable, State.UNKNOWN, Reason.DeploymentNotReady);
    assertThat(result.retry()).isEqualTo(Retry.AFTER);
    assertThat(result.after()).isEqualTo(Duration.ofSeconds(30));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new WandbException.Refused(Refusal.UNAUTHENTICATED, "m"), Reason.Unauthorized, true),
        Arguments.of(new WandbException.Refused(Refusal.FORBIDDEN, "m"), Reason.Forbidden, true),
        Arguments.of(
            new WandbException.Unavailable(Outage.SCIM_NOT_ROUTED, "m", false, null, null),
            Reason.ScimNotRouted,
            true),
        Arguments.of(
            new WandbException.Unavailable(Outage.CONNECTION, "m", false, null, null),
            Reason.Unreachable,
            false),
        Arguments.of(new WandbException.Throttled("m", null), Reason.Throttled, false),
        Arguments.of(new WandbException.NotFound("m"), Reason.Unreachable, false),
        Arguments.of(new WandbException.Conflict("m", false), Reason.Unreachable, false),
        Arguments.of(new WandbException.Invalid("m"), Reason.Unreachable, false));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failed_sync_is_reported(WandbException error, Reason reason, boolean isStalled) {
    var result = ServerResults.failing(error);
    assertCondition(result, Ready, State.FALSE, reason);
    assertThat(result.finding(Ready).orElseThrow().message()).isEqualTo("M.");
    assertThat(result.finding(Stalled).isPresent()).isEqualTo(isStalled);
    boolean isRefused = error instanceof WandbException.Refused;
    assertThat(result.finding(Reachable).orElseThrow().state())
        .isEqualTo(isRefused ? State.TRUE : State.FALSE);
    assertThat(result.finding(Authorized).orElseThrow().state())
        .isEqualTo(isRefused ? State.FALSE : State.UNKNOWN);
  }

  @Test
  void foreign_organization_stalls_the_server() {
    var result = ServerResults.foreign("belongs to organization org-b, not org-a", "org-b");
    assertCondition(result, Stalled, State.TRUE, Reason.OrganizationChanged);
    assertThat(result.finding(Ready).orElseThrow().message())
        .contains("org-a", "iam.wandb.com/accept-organization=org-b");
  }
}
