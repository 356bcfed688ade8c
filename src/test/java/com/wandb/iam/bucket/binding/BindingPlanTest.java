package com.wandb.iam.bucket.binding;

import static com.wandb.iam.bucket.binding.BindingFixture.BOTH;
import static com.wandb.iam.bucket.binding.BindingFixture.NEXT;
import static com.wandb.iam.bucket.binding.BindingFixture.NOW;
import static com.wandb.iam.bucket.binding.BindingFixture.ONE;
import static com.wandb.iam.bucket.binding.BindingFixture.TWO;
import static com.wandb.iam.bucket.binding.BindingFixture.entry;
import static com.wandb.iam.bucket.binding.BindingFixture.events;
import static com.wandb.iam.bucket.binding.BindingFixture.published;
import static com.wandb.iam.bucket.binding.BindingFixture.quiet;
import static com.wandb.iam.bucket.binding.BindingFixture.rolling;
import static com.wandb.iam.bucket.binding.BindingFixture.running;
import static com.wandb.iam.bucket.binding.BindingFixture.stores;
import static com.wandb.iam.bucket.binding.BindingFixture.types;
import static com.wandb.iam.bucket.binding.BindingFixture.writes;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.BindingStep.ChangeStores;
import com.wandb.iam.bucket.binding.BindingStep.Emit;
import com.wandb.iam.bucket.binding.BindingStep.EnqueueConnectors;
import com.wandb.iam.bucket.binding.BindingStep.RecordStatus;
import com.wandb.iam.bucket.binding.BindingStep.SaveStatus;
import com.wandb.iam.bucket.binding.BindingStep.WriteValue;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases of publishing the buckets of a server and beginning its rollout. */
class BindingPlanTest {
  @Test
  void plan_of_a_known_secret_begins_with_nothing() {
    var plan = BindingPlan.begin(quiet("0s"), published(1, ONE), "wandb/env", false);
    assertThat(plan.steps()).isEmpty();
    assertThat(BindingPlan.begin(quiet("0s"), published(1, ONE), null, false).steps()).isEmpty();
  }

  @Test
  void requested_reconciliation_allows_a_failed_value_again() {
    var failed = published(2, ONE).failing("f");
    var plan = BindingPlan.begin(quiet("0s"), failed, "wandb/env", true);
    assertThat(plan.state()).isEqualTo(failed.failing(null));
    assertThat(types(plan)).containsExactly(RecordStatus.class);
  }

  @Test
  void moved_secret_is_saved_before_anything_is_written() {
    var plan =
        BindingPlan.begin(quiet("0s"), published(2, ONE).failing("f"), "wandb/former", false);
    assertThat(types(plan)).containsExactly(SaveStatus.class, Emit.class);
    assertThat(events(plan)).containsExactly("BindingMoved");
    assertThat(plan.state().publishedFingerprint()).isNull();
    assertThat(plan.state().publishedRevision()).isEqualTo(2);
    assertThat(plan.state().failedFingerprint()).isNull();
  }

  @Test
  void change_waits_for_the_quiet_period() {
    var plan = BindingPlan.publish(quiet("60s"), BucketBindingsStatus.NONE, stores(ONE), null);
    assertThat(types(plan)).containsExactly(RecordStatus.class);
    assertThat(plan.state().changedAt()).isEqualTo(NOW);
    assertThat(plan.requeueAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(plan.rollout()).isNull();
  }

  static Stream<Arguments> replaced() {
    return Stream.of(
        Arguments.of("first publication", BucketBindingsStatus.NONE),
        Arguments.of("unknown published value", published(1, "lost")));
  }

  /** A failed rollout restores the value, so it must not be lost when it is replaced. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("replaced")
  void replaced_value_is_kept_for_a_restore(String name, BucketBindingsStatus state) {
    var plan = BindingPlan.publish(rolling("0s"), state, stores(ONE), TWO);
    assertThat(plan.steps()).contains(new ChangeStores(new StoresChange.Former(TWO)));
    assertThat(writes(plan)).containsExactly(ONE);
  }

  @Test
  void second_change_does_not_extend_the_quiet_period() {
    var since = BucketBindingsStatus.NONE.waitingSince(NOW.minusSeconds(50));
    var plan = BindingPlan.publish(quiet("60s"), since, stores(ONE, TWO), null);
    assertThat(plan.state().changedAt()).isEqualTo(NOW.minusSeconds(50));
    assertThat(plan.requeueAt()).isEqualTo(NOW.plusSeconds(10));
  }

  static Stream<Arguments> counts() {
    return Stream.of(
        Arguments.of(stores(ONE), "Wrote 1 bucket into"),
        Arguments.of(stores(ONE, TWO), "Wrote 2 buckets into"));
  }

  @ParameterizedTest
  @MethodSource("counts")
  void event_of_a_publication_says_how_many_buckets(FileStores stores, String message) {
    var plan = BindingPlan.publish(quiet("0s"), BucketBindingsStatus.NONE, stores, null);
    assertThat(plan.steps())
        .filteredOn(Emit.class::isInstance)
        .singleElement()
        .satisfies(step -> assertThat(((Emit) step).message()).startsWith(message));
  }

  @Test
  void due_change_is_written_before_status_and_event() {
    var since = published(3, ONE).waitingSince(NOW.minusSeconds(60));
    var plan = BindingPlan.publish(quiet("60s"), since, stores(ONE, TWO), ONE);
    assertThat(types(plan))
        .containsExactly(
            RecordStatus.class, WriteValue.class, ChangeStores.class, SaveStatus.class, Emit.class);
    assertThat(writes(plan)).containsExactly(BOTH);
    assertThat(plan.steps()).contains(new ChangeStores(new StoresChange.Written(BOTH, ",", 4)));
    assertThat(events(plan)).containsExactly("BucketsPublished");
    assertThat(plan.state().publishedRevision()).isEqualTo(4);
    assertThat(plan.state().changedAt()).isNull();
    assertThat(plan.condition().reason()).isEqualTo(Reason.Published);
    assertThat(plan.requeueAt()).isEqualTo(NEXT);
  }

  @Test
  void publication_continues_the_revisions_of_a_lost_status() {
    var plan =
        BindingPlan.publish(quiet("0s"), BucketBindingsStatus.NONE, stores(ONE).published(7), ONE);
    assertThat(plan.state().publishedRevision()).isEqualTo(8);
  }

  @Test
  void publication_with_rollout_remembers_the_former_value_first() {
    var plan = BindingPlan.publish(rolling("0s"), BucketBindingsStatus.NONE, stores(ONE), null);
    assertThat(types(plan))
        .containsExactly(
            RecordStatus.class,
            ChangeStores.class,
            WriteValue.class,
            ChangeStores.class,
            SaveStatus.class,
            Emit.class,
            SaveStatus.class);
    assertThat(plan.steps().get(1)).isEqualTo(new ChangeStores(new StoresChange.Former("")));
    assertThat(plan.rollout()).isEqualTo("1-" + Fingerprint.of(ONE));
    assertThat(plan.state().rolledOutAt()).isEqualTo(NOW);
    assertThat(plan.condition()).isNull();
  }

  @Test
  void former_value_is_not_replaced_before_the_server_is_healthy() {
    var since = published(1, ONE).waitingSince(NOW.minusSeconds(60));
    var plan =
        BindingPlan.publish(rolling("0s"), since, stores(ONE, TWO).withFormer("healthy"), ONE);
    assertThat(plan.steps())
        .doesNotContain(new ChangeStores(new StoresChange.Former(ONE)))
        .contains(new WriteValue(BOTH));
  }

  @Test
  void published_value_is_recorded_without_a_write() {
    var stores = stores(ONE).published(1);
    var state = published(1, ONE).waitingSince(NOW).failing("f");
    var plan = BindingPlan.publish(quiet("0s"), state, stores, ONE);
    assertThat(types(plan)).containsExactly(RecordStatus.class);
    assertThat(plan.state()).isEqualTo(published(1, ONE));
  }

  @Test
  void entry_with_a_published_value_is_marked_and_enqueued() {
    var plan = BindingPlan.publish(quiet("0s"), published(5, ONE), stores(ONE), ONE);
    assertThat(types(plan))
        .containsExactly(ChangeStores.class, EnqueueConnectors.class, RecordStatus.class);
    assertThat(plan.steps().get(0)).isEqualTo(new ChangeStores(new StoresChange.Published(5)));
  }

  @Test
  void failed_value_is_not_published_again() {
    var stores = stores(ONE).published(1).with("u", entry(TWO));
    var state = running(2, ONE, Duration.ofHours(1)).failing(Fingerprint.of(BOTH));
    var plan = BindingPlan.publish(rolling("0s"), state, stores, ONE);
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.condition().state()).isEqualTo(State.FALSE);
    assertThat(plan.condition().reason()).isEqualTo(Reason.RolloutFailed);
    assertThat(plan.requeueAt()).isEqualTo(NEXT);
  }

  @Test
  void other_value_after_a_failed_value_is_published() {
    var state = running(2, ONE, Duration.ofHours(1)).failing(Fingerprint.of("bad"));
    var plan = BindingPlan.publish(rolling("0s"), state, stores(TWO), ONE);
    assertThat(writes(plan)).containsExactly(TWO);
    assertThat(plan.state().failedFingerprint()).isNull();
    assertThat(plan.rollout()).isEqualTo("3-" + Fingerprint.of(TWO));
  }

  @Test
  void change_during_a_rollout_waits_for_its_end() {
    var state = published(1, ONE).rolling(NOW.minusSeconds(30)).waitingSince(NOW.minusSeconds(90));
    var plan = BindingPlan.publish(rolling("60s"), state, stores(ONE, TWO).withFormer(""), ONE);
    assertThat(writes(plan)).isEmpty();
    assertThat(plan.rollout()).isEqualTo("1-" + Fingerprint.of(ONE));
  }

  @Test
  void change_during_a_late_rollout_is_published() {
    var state =
        published(1, ONE)
            .rolling(NOW.minus(Duration.ofMinutes(10)))
            .waitingSince(NOW.minusSeconds(90));
    var plan = BindingPlan.publish(rolling("60s"), state, stores(ONE, TWO).withFormer(""), ONE);
    assertThat(writes(plan)).containsExactly(BOTH);
  }

  @Test
  void next_rollout_waits_for_the_least_interval() {
    var state = running(1, ONE, Duration.ofMinutes(5));
    var plan = BindingPlan.publish(rolling("0s"), state, stores(ONE, TWO), ONE);
    assertThat(plan.rollout()).isNull();
    assertThat(plan.condition().reason()).isEqualTo(Reason.Published);
    assertThat(plan.requeueAt()).isEqualTo(NEXT);
    var later = running(1, ONE, Duration.ofMinutes(14));
    assertThat(BindingPlan.publish(rolling("0s"), later, stores(ONE, TWO), ONE).requeueAt())
        .isEqualTo(NOW.plus(Duration.ofMinutes(1)));
  }

  @Test
  void steps_show_no_credentials() {
    var plan = BindingPlan.publish(rolling("0s"), published(1, TWO), stores(ONE), TWO);
    assertThat(plan.toString()).doesNotContain("SK");
  }
}
