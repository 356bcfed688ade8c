package com.wandb.iam.bucket.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.BindingStep.ChangeStores;
import com.wandb.iam.bucket.binding.BindingStep.CountDrift;
import com.wandb.iam.bucket.binding.BindingStep.Emit;
import com.wandb.iam.bucket.binding.BindingStep.EnqueueConnectors;
import com.wandb.iam.bucket.binding.BindingStep.RecordStatus;
import com.wandb.iam.bucket.binding.BindingStep.SaveStatus;
import com.wandb.iam.bucket.binding.BindingStep.WriteValue;
import com.wandb.iam.bucket.binding.FileStores.Entry;
import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.NamespacedReference;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServerRollout;
import com.wandb.iam.crd.v1alpha1.ServerRolloutKind;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.storage.BucketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases of collecting, publishing, repairing and rolling out the buckets of a server. */
class BindingPlanTest {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String ONE = "s3://AK:SK@minio.example.com/one?region=us-east-1&tls=true";
  static final String TWO = "s3://AK:SK@minio.example.com/two?region=us-east-1&tls=true";
  static final String BOTH = ONE + "," + TWO;
  static final BucketTimings TIMINGS =
      new BucketTimings(
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofMinutes(15),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10));
  static final Instant NEXT = NOW.plus(Duration.ofMinutes(5));

  static Entry entry(String store) {
    return new Entry(store, BucketAddress.parse(store).redacted(), "ns/" + store.length());
  }

  static FileStores stores(String... all) {
    var stores = FileStores.NONE.withSource("wandb/env");
    for (var store : all) {
      stores = stores.with("uid-" + store.hashCode(), entry(store));
    }
    return stores;
  }

  /** Facts with a rollout of one Deployment. */
  static BindingFacts rolling(String quietPeriod) {
    return facts(
        quietPeriod, List.of(new ServerRollout(ServerRolloutKind.Deployment, "wandb", "app")));
  }

  /** Facts without a rollout. */
  static BindingFacts quiet(String quietPeriod) {
    return facts(quietPeriod, List.of());
  }

  private static BindingFacts facts(String quietPeriod, List<ServerRollout> rollout) {
    var declared =
        new BucketBindings(new NamespacedReference("wandb", "env"), ",", rollout, quietPeriod);
    return new BindingFacts(declared, Duration.ofMinutes(5), TIMINGS, NOW);
  }

  /** A status after the publication of a value. */
  static BucketBindingsStatus published(long revision, String value) {
    return BucketBindingsStatus.NONE.publishing(
        1, revision, Fingerprint.of(value), NOW.minus(Duration.ofHours(1)));
  }

  /** Returns a status of a server that has run with the published value since this time. */
  static BucketBindingsStatus running(long revision, String value, Duration since) {
    return published(revision, value).rolling(NOW.minus(since)).running();
  }

  static Stream<Class<?>> types(BindingSteps plan) {
    return plan.steps().stream().map(Object::getClass);
  }

  static List<String> events(BindingSteps plan) {
    return plan.steps().stream()
        .filter(Emit.class::isInstance)
        .map(Emit.class::cast)
        .map(Emit::reason)
        .toList();
  }

  static List<String> writes(BindingSteps plan) {
    return plan.steps().stream()
        .filter(WriteValue.class::isInstance)
        .map(WriteValue.class::cast)
        .map(WriteValue::value)
        .toList();
  }

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

  static Stream<Arguments> merges() {
    var known = stores(ONE);
    var fresh = new FileStores(known.entries(), null, null);
    return Stream.of(
        Arguments.of("value of others before the first publication stays", fresh, false, BOTH),
        Arguments.of("change of others to a published value does not stay", known, true, ONE),
        Arguments.of("value stays after the status was lost", known, false, BOTH),
        Arguments.of("value stays after the state was lost", fresh, true, BOTH),
        Arguments.of("value of another Secret stays", known.withSource("a/b"), true, BOTH));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("merges")
  void merge_keeps_entries_of_others(
      String name, FileStores known, boolean isPublished, String value) {
    var state = isPublished ? published(1, ONE) : BucketBindingsStatus.NONE;
    var merged = BindingPlan.merge(quiet("0s"), state, known, BOTH, Map.of());
    assertThat(merged.value(",")).isEqualTo(value);
    assertThat(merged.source()).isEqualTo("wandb/env");
  }

  @Test
  void merge_forgets_the_former_value_of_another_secret() {
    var known = stores(ONE).withFormer("former");
    var facts = quiet("0s");
    var state = published(1, ONE);
    assertThat(BindingPlan.merge(facts, state, known, null, Map.of()).former()).isEqualTo("former");
    assertThat(BindingPlan.merge(facts, state, known.withSource("a/b"), null, Map.of()).former())
        .isNull();
  }

  @Test
  void merge_removes_entries_of_deleted_teams() {
    var known = stores(ONE).with("u", entry(TWO)).kept("u", Set.of("team"));
    var merged =
        BindingPlan.merge(quiet("0s"), published(1, BOTH), known, BOTH, known.keptForTeams());
    assertThat(merged.value(",")).isEqualTo(ONE);
  }

  @Test
  void merge_withdraws_entries_of_a_failed_value() {
    var known = stores(ONE).published(1).with("u", entry(TWO)).published(2);
    var state = running(1, ONE, Duration.ofHours(1)).failing(Fingerprint.of(BOTH));
    var merged = BindingPlan.merge(quiet("0s"), state, known, ONE, Map.of());
    assertThat(merged.publishedValue(",")).isEqualTo(ONE);
    assertThat(merged.value(",")).isEqualTo(BOTH);
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

  static Stream<Arguments> repairs() {
    var both = stores(ONE).published(1).with("u", entry(TWO));
    return Stream.of(
        Arguments.of("to the declared value", stores(ONE).published(1), ONE, "other", ONE),
        Arguments.of("a deleted key", stores(ONE).published(1), ONE, null, ONE),
        Arguments.of("to the former value", both.withFormer("former"), "former", "other", "former"),
        Arguments.of("to the published entries", both, ONE, "other", ONE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("repairs")
  void changed_secret_is_repaired(
      String name, FileStores stores, String published, String found, String expected) {
    var state = published(1, published).waitingSince(NOW);
    var plan = BindingPlan.publish(quiet("60s"), state, stores, found);
    assertThat(types(plan).limit(3))
        .containsExactly(WriteValue.class, Emit.class, CountDrift.class);
    assertThat(writes(plan)).containsExactly(expected);
    assertThat(events(plan)).containsExactly("BindingRepaired");
  }

  @Test
  void repaired_value_is_the_former_value_of_the_publication() {
    var stores = stores(ONE).published(1).with("u", entry(TWO));
    var plan =
        BindingPlan.publish(rolling("0s"), running(1, ONE, Duration.ofHours(1)), stores, "other");
    assertThat(writes(plan)).containsExactly(ONE, BOTH);
    assertThat(plan.steps()).contains(new ChangeStores(new StoresChange.Former(ONE)));
  }

  static Stream<Arguments> unrepaired() {
    var both = stores(ONE).published(1).with("u", entry(TWO));
    return Stream.of(
        Arguments.of("nothing is published", BucketBindingsStatus.NONE, "other"),
        Arguments.of("value is as published", published(1, ONE), ONE),
        Arguments.of("next value is written already", published(1, ONE), BOTH),
        Arguments.of("published value is unknown", published(1, "lost"), "other"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unrepaired")
  void secret_is_not_repaired(String name, BucketBindingsStatus state, String found) {
    var both = stores(ONE).published(1).with("u", entry(TWO));
    var plan = BindingPlan.publish(quiet("60s"), state, both, found);
    assertThat(types(plan)).containsExactly(RecordStatus.class);
  }

  @Test
  void failed_value_in_the_secret_is_repaired() {
    var stores = stores(ONE).published(1).with("u", entry(TWO)).withFormer(ONE);
    var state = running(1, ONE, Duration.ofHours(1)).failing(Fingerprint.of(BOTH));
    var plan = BindingPlan.publish(rolling("0s"), state, stores, BOTH);
    assertThat(writes(plan)).containsExactly(ONE);
    assertThat(plan.state().failedFingerprint()).isEqualTo(Fingerprint.of(BOTH));
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
