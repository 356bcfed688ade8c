package com.wandb.iam.bucket;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Active;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Bound;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Stalled;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Synced;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Verified;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.NamespacedReference;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServerRollout;
import com.wandb.iam.crd.v1alpha1.ServerRolloutKind;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.storage.BucketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions of a connector. */
class ConnectorResultTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant CHECK = NOW.plus(Duration.ofHours(1));
  private static final BucketAddress ADDRESS =
      BucketAddress.parse("s3://AK:SK@minio.example.com/one?region=us-east-1&tls=true");
  private static final FileStores.Entry OFFERED =
      new FileStores.Entry(ADDRESS.fileStore(), ADDRESS.redacted(), "ns/one");
  private static final PreflightVerdict GOOD =
      new PreflightVerdict(
          new ConditionUpdate(Verified, State.TRUE, Reason.Passed, ""), true, CHECK);
  private static final PreflightVerdict BAD =
      new PreflightVerdict(
          new ConditionUpdate(Verified, State.FALSE, Reason.PreflightFailed, "bad"), false, CHECK);
  private static final BucketBindings RESTARTED = bindings(true);

  private static BucketBindings bindings(boolean restarts) {
    var rollout = new ServerRollout(ServerRolloutKind.Deployment, "wandb", "app");
    return new BucketBindings(
        new NamespacedReference("wandb", "env"),
        ",",
        restarts ? List.of(rollout) : List.of(),
        "0s");
  }

  /** An entry that was published with this revision. */
  private static FileStores.Entry published(long revision) {
    var text =
        "store=%s\nplace=%s\nowner=ns/one\nteams=\npublished=%s/%d"
            .formatted(OFFERED.store(), OFFERED.place(), Fingerprint.of(OFFERED.store()), revision);
    return FileStores.of(Map.of("k", text)).of("k").orElseThrow();
  }

  private static ConnectorResult conclusion(
      PreflightVerdict verdict,
      @Nullable BucketBindings bindings,
      FileStores.@Nullable Entry entry,
      long active) {
    return new ConnectorResult(ADDRESS, verdict, bindings, entry, false, null, active);
  }

  private static ConditionUpdate condition(ReconcileResult result, ConditionType type) {
    return result.finding(type).orElseThrow();
  }

  private static void assertConditions(
      ReconcileResult result, State state, Reason reason, ConditionType... types) {
    for (var type : types) {
      assertThat(condition(result, type).state()).as(type.name()).isEqualTo(state);
      assertThat(condition(result, type).reason()).as(type.name()).isEqualTo(reason);
    }
  }

  private static void assertReady(ReconcileResult result) {
    assertConditions(result, State.TRUE, Reason.Ready, Ready);
  }

  @Test
  void published_and_rolled_out_bucket_is_ready() {
    var result = conclusion(GOOD, RESTARTED, published(3), 3).result(NOW);
    assertConditions(result, State.TRUE, Reason.Published, Bound);
    assertConditions(result, State.TRUE, Reason.RolledOut, Active);
    assertConditions(result, State.TRUE, Reason.Synced, Synced);
    assertReady(result);
    assertThat(result.finding(Stalled)).isEmpty();
    assertThat(result.after()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void bucket_waits_for_its_publication() {
    var result = conclusion(GOOD, RESTARTED, OFFERED, 3).result(NOW);
    assertConditions(result, State.FALSE, Reason.Pending, Bound, Active, Synced, Ready);
    assertThat(result.after()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void published_bucket_waits_for_the_restart() {
    var result = conclusion(GOOD, RESTARTED, published(4), 3).result(NOW);
    assertConditions(result, State.TRUE, Reason.Synced, Synced);
    assertConditions(result, State.FALSE, Reason.RolloutPending, Active, Ready);
  }

  @Test
  void bucket_without_a_declared_restart_is_ready() {
    var result = conclusion(GOOD, bindings(false), published(1), 0).result(NOW);
    assertConditions(result, State.UNKNOWN, Reason.RolloutUnknown, Active);
    assertReady(result);
  }

  @Test
  void server_without_bindings_leaves_the_bucket_unbound() {
    var result = conclusion(GOOD, null, null, 0).result(NOW);
    assertConditions(result, State.UNKNOWN, Reason.NotBound, Bound, Active);
    assertReady(result);
  }

  @Test
  void failed_check_stalls_the_connector() {
    var result = conclusion(BAD, RESTARTED, published(3), 3).result(NOW);
    assertConditions(result, State.FALSE, Reason.PreflightFailed, Ready);
    assertConditions(result, State.TRUE, Reason.PreflightFailed, Stalled);
    assertConditions(result, State.TRUE, Reason.Published, Bound);
  }

  @Test
  void lost_entry_of_a_bound_bucket_stays_bound() {
    var lost = new ConnectorResult(ADDRESS, GOOD, RESTARTED, null, true, null, 3);
    assertConditions(lost.result(NOW), State.TRUE, Reason.Published, Bound);
    assertConditions(lost.result(NOW), State.FALSE, Reason.Pending, Active);
  }

  @Test
  void entry_with_other_credentials_is_not_published() {
    var other = new FileStores.Entry("s3://other", ADDRESS.redacted(), "ns/one");
    var result = conclusion(GOOD, RESTARTED, other, 3).result(NOW);
    assertConditions(result, State.FALSE, Reason.Pending, Bound);
  }

  private static ReconcileResult withServer(String status, @Nullable String reason) {
    var bound = new Condition("Bound", status, reason, "message", null, null);
    return new ConnectorResult(ADDRESS, GOOD, RESTARTED, OFFERED, false, bound, 0).result(NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forbidden", "RolloutFailed", "Error"})
  void problem_of_the_server_is_reported(String reason) {
    var result = withServer("False", reason);
    assertConditions(result, State.FALSE, Reason.valueOf(reason), Bound);
    assertThat(condition(result, Bound).message()).isEqualTo("message");
    assertThat(result.finding(Stalled).isPresent()).isEqualTo(reason.equals("RolloutFailed"));
  }

  @Test
  void unknown_reason_of_the_server_is_reported_as_error() {
    var result = withServer("False", "ReasonOfANewerVersion");
    assertConditions(result, State.FALSE, Reason.Error, Bound);
    assertThat(condition(result, Bound).message()).isEqualTo("message");
    assertConditions(withServer("False", null), State.FALSE, Reason.Error, Bound);
  }

  @Test
  void unknown_state_of_the_server_is_no_problem() {
    assertConditions(withServer("Unknown", "Forbidden"), State.FALSE, Reason.Pending, Bound);
  }

  @Test
  void observed_connector_reports_the_planned_change() {
    var result = conclusion(GOOD, RESTARTED, null, 0).observed(NOW);
    assertConditions(result, State.FALSE, Reason.Drifted, Ready);
    assertThat(condition(result, Ready).message()).contains("add the bucket");
    assertThat(condition(result, Ready).message()).doesNotContain("SK");
    assertConditions(result, State.TRUE, Reason.Passed, Verified);
  }

  @Test
  void observed_connector_in_sync_is_ready() {
    var listed = conclusion(GOOD, RESTARTED, OFFERED, 0).observed(NOW);
    assertConditions(listed, State.TRUE, Reason.Observing, Ready);
    assertConditions(
        conclusion(GOOD, null, null, 0).observed(NOW), State.TRUE, Reason.Observing, Ready);
  }
}
