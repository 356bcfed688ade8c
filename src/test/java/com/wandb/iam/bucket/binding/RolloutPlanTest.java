package com.wandb.iam.bucket.binding;

import static com.wandb.iam.bucket.binding.BindingFixture.BOTH;
import static com.wandb.iam.bucket.binding.BindingFixture.NEXT;
import static com.wandb.iam.bucket.binding.BindingFixture.NOW;
import static com.wandb.iam.bucket.binding.BindingFixture.ONE;
import static com.wandb.iam.bucket.binding.BindingFixture.events;
import static com.wandb.iam.bucket.binding.BindingFixture.published;
import static com.wandb.iam.bucket.binding.BindingFixture.rolling;
import static com.wandb.iam.bucket.binding.BindingFixture.running;
import static com.wandb.iam.bucket.binding.BindingFixture.stores;
import static com.wandb.iam.bucket.binding.BindingFixture.types;
import static com.wandb.iam.bucket.binding.BindingFixture.writes;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.BindingStep.ChangeStores;
import com.wandb.iam.bucket.binding.BindingStep.Emit;
import com.wandb.iam.bucket.binding.BindingStep.RecordStatus;
import com.wandb.iam.bucket.binding.BindingStep.SaveStatus;
import com.wandb.iam.bucket.binding.BindingStep.WriteValue;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases of a rollout that is finished, late, failed or restored. */
class RolloutPlanTest {
  private static final Instant POLL = NOW.plusSeconds(5);
  private static final RolloutProgress DONE = new RolloutProgress(List.of(), false);
  private static final RolloutProgress OPEN = new RolloutProgress(List.of("app is open"), false);
  private static final RolloutProgress FAILED = new RolloutProgress(List.of("app failed"), true);

  private static BindingSteps proceed(
      BucketBindingsStatus state, @Nullable String former, RolloutProgress progress) {
    return RolloutPlan.proceed(rolling("0s"), state, former, progress, NEXT, POLL);
  }

  /** Returns a status of a server that ran with revision 1 and restarts for revision 2. */
  private static BucketBindingsStatus second(Duration since) {
    return running(1, ONE, Duration.ofHours(2))
        .publishing(2, 2, Fingerprint.of(BOTH), NOW)
        .rolling(NOW.minus(since));
  }

  @Test
  void finished_rollout_makes_the_revision_active() {
    var plan = proceed(second(Duration.ofMinutes(1)), ONE, DONE);
    assertThat(types(plan)).containsExactly(ChangeStores.class, RecordStatus.class, Emit.class);
    assertThat(plan.steps().get(0)).isEqualTo(new ChangeStores(new StoresChange.Former(null)));
    assertThat(events(plan)).containsExactly("ServerRolledOut");
    assertThat(plan.state().activeRevision()).isEqualTo(2);
    assertThat(plan.condition().reason()).isEqualTo(Reason.Published);
    assertThat(plan.requeueAt()).isEqualTo(NEXT);
  }

  @Test
  void value_published_during_a_rollout_is_rolled_out_after_it() {
    var late = second(Duration.ofMinutes(20)).publishing(3, 3, Fingerprint.of("third"), NOW);
    var plan = proceed(late, ONE, DONE);
    assertThat(types(plan))
        .containsExactly(ChangeStores.class, RecordStatus.class, Emit.class, SaveStatus.class);
    assertThat(plan.rollout()).isEqualTo("3-" + Fingerprint.of("third"));
    assertThat(plan.state().rolledOutRevision()).isEqualTo(3);
  }

  @Test
  void open_rollout_is_polled() {
    var plan = proceed(second(Duration.ofMinutes(1)), ONE, OPEN);
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.condition().state()).isEqualTo(State.TRUE);
    assertThat(plan.condition().reason()).isEqualTo(Reason.RolloutPending);
    assertThat(plan.condition().message()).isEqualTo("app is open.");
    assertThat(plan.requeueAt()).isEqualTo(POLL);
  }

  static Stream<Arguments> unhealthy() {
    return Stream.of(
        Arguments.of("late", Duration.ofMinutes(10), OPEN),
        Arguments.of("failed at once", Duration.ofSeconds(1), FAILED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unhealthy")
  void former_value_is_restored_after_status_is_saved(
      String name, Duration since, RolloutProgress progress) {
    var plan = proceed(second(since), ONE, progress);
    assertThat(types(plan))
        .containsExactly(SaveStatus.class, WriteValue.class, ChangeStores.class, Emit.class);
    assertThat(writes(plan)).containsExactly(ONE);
    assertThat(plan.steps()).contains(new ChangeStores(new StoresChange.Withdrawn(1)));
    assertThat(events(plan)).containsExactly("RolloutFailed");
    var state = plan.state();
    assertThat(state.publishedRevision()).isEqualTo(3);
    assertThat(state.publishedFingerprint()).isEqualTo(Fingerprint.of(ONE));
    assertThat(state.rolledOutRevision()).isEqualTo(3);
    assertThat(state.rolledOutAt()).isEqualTo(NOW);
    assertThat(state.failedFingerprint()).isEqualTo(Fingerprint.of(BOTH));
    assertThat(plan.condition().reason()).isEqualTo(Reason.RolloutPending);
    assertThat(plan.requeueAt()).isEqualTo(POLL);
  }

  @Test
  void restore_happens_only_once() {
    var restored = second(Duration.ofMinutes(10)).failing(Fingerprint.of(BOTH));
    var plan = proceed(restored, ONE, OPEN);
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.condition().state()).isEqualTo(State.FALSE);
    assertThat(plan.condition().reason()).isEqualTo(Reason.RolloutFailed);
  }

  @Test
  void unhealthy_server_without_a_former_value_is_reported() {
    var plan = proceed(second(Duration.ofMinutes(1)), null, FAILED);
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.condition().state()).isEqualTo(State.FALSE);
    assertThat(plan.condition().message()).isEqualTo("app failed.");
  }

  @Test
  void finished_restore_stays_reported_as_failed() {
    var restored = second(Duration.ofMinutes(1)).failing(Fingerprint.of(BOTH));
    var plan = proceed(restored, ONE, DONE);
    assertThat(plan.state().activeRevision()).isEqualTo(2);
    assertThat(plan.condition().state()).isEqualTo(State.FALSE);
    assertThat(plan.condition().reason()).isEqualTo(Reason.RolloutFailed);
    assertThat(plan.condition().message()).contains("iam.wandb.com/reconcile");
  }

  @Test
  void status_without_a_rollout_is_rolled_again() {
    var plan = BindingPlan.publish(rolling("0s"), published(1, ONE), stores(ONE).published(1), ONE);
    assertThat(types(plan)).containsExactly(RecordStatus.class, SaveStatus.class);
    assertThat(plan.rollout()).isEqualTo("1-" + Fingerprint.of(ONE));
  }

  @Test
  void active_revision_is_not_rolled_out_again() {
    var plan =
        BindingPlan.publish(
            rolling("0s"), running(1, ONE, Duration.ofHours(2)), stores(ONE).published(1), ONE);
    assertThat(plan.rollout()).isNull();
    assertThat(plan.condition().reason()).isEqualTo(Reason.Published);
  }

  @Test
  void progress_is_done_without_open_workloads() {
    assertThat(DONE.isDone()).isTrue();
    assertThat(OPEN.isDone()).isFalse();
    assertThat(new RolloutProgress(List.of("a", "b"), false).describe()).isEqualTo("a; b");
  }
}
