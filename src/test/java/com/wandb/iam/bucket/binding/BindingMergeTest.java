package com.wandb.iam.bucket.binding;

import static com.wandb.iam.bucket.binding.BindingFixture.BOTH;
import static com.wandb.iam.bucket.binding.BindingFixture.ONE;
import static com.wandb.iam.bucket.binding.BindingFixture.TWO;
import static com.wandb.iam.bucket.binding.BindingFixture.entry;
import static com.wandb.iam.bucket.binding.BindingFixture.published;
import static com.wandb.iam.bucket.binding.BindingFixture.quiet;
import static com.wandb.iam.bucket.binding.BindingFixture.running;
import static com.wandb.iam.bucket.binding.BindingFixture.stores;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries of other writers that a plan keeps, forgets or withdraws. */
class BindingMergeTest {
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
}
