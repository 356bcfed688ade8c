package com.wandb.iam.bucket.binding;

import static com.wandb.iam.bucket.binding.BindingFixture.BOTH;
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
import com.wandb.iam.bucket.binding.BindingStep.CountDrift;
import com.wandb.iam.bucket.binding.BindingStep.Emit;
import com.wandb.iam.bucket.binding.BindingStep.RecordStatus;
import com.wandb.iam.bucket.binding.BindingStep.WriteValue;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values in the Secret that a plan restores, because another client changed them. */
class BindingRepairTest {
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
}
