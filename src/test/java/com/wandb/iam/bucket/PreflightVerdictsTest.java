package com.wandb.iam.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.BucketCheck;
import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.PreflightMode;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.storage.check.BucketCheckName;
import com.wandb.iam.storage.check.BucketCheckResult;
import com.wandb.iam.storage.check.BucketVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdicts on a bucket, from the results of its checks. */
class PreflightVerdictsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<BucketCheckResult> GOOD =
      List.of(
          result("BucketExists", BucketVerdict.Passed, null, null),
          result("Cors", BucketVerdict.Unknown, "unknown", null));
  private static final List<BucketCheckResult> BAD =
      List.of(
          result("BucketExists", BucketVerdict.Passed, null, null),
          result("Credentials", BucketVerdict.Failed, "Refused.", null),
          result("Cors", BucketVerdict.Failed, "No rules.", "the rule"));

  private static BucketCheckResult result(
      String name, BucketVerdict verdict, @Nullable String message, @Nullable String remedy) {
    return new BucketCheckResult(BucketCheckName.valueOf(name), verdict, message, remedy);
  }

  @Test
  void disabled_checks_let_the_bucket_be_published() {
    var verdict = PreflightVerdicts.disabled();
    assertThat(verdict.mayPublish()).isTrue();
    assertThat(verdict.verified().state()).isEqualTo(State.UNKNOWN);
    assertThat(verdict.verified().reason()).isEqualTo(Reason.Unchecked);
    assertThat(verdict.requeueAt()).isNull();
  }

  @Test
  void running_check_keeps_the_bucket_back() {
    var verdict = PreflightVerdicts.pending(NOW);
    assertThat(verdict.mayPublish()).isFalse();
    assertThat(verdict.verified().reason()).isEqualTo(Reason.Pending);
    assertThat(verdict.requeueAt()).isEqualTo(NOW);
  }

  @Test
  void unknown_results_do_not_fail_the_bucket() {
    var verdict = PreflightVerdicts.of(GOOD, PreflightMode.Full, NOW);
    assertThat(verdict.verified().state()).isEqualTo(State.TRUE);
    assertThat(verdict.mayPublish()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"Full,false", "ReadOnly,false", "Advisory,true"})
  void failed_check_keeps_the_bucket_back_by_mode(PreflightMode mode, boolean mayPublish) {
    var verdict = PreflightVerdicts.of(BAD, mode, NOW);
    assertThat(verdict.verified().reason()).isEqualTo(Reason.PreflightFailed);
    assertThat(verdict.verified().message()).isEqualTo("Credentials: Refused. Cors: No rules.");
    assertThat(verdict.mayPublish()).isEqualTo(mayPublish);
  }

  private static Condition verified(String reason) {
    return new Condition("Verified", "True", reason, "message", null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "Passed,Full,true",
    "Passed,Advisory,true",
    "PreflightFailed,Full,false",
    "PreflightFailed,Advisory,true",
    "Pending,Full,false"
  })
  void published_address_is_read_only_if_it_decides(
      String reason, PreflightMode mode, boolean reads) {
    assertThat(PreflightVerdicts.needsPublishedAddress(verified(reason), mode)).isEqualTo(reads);
  }

  @ParameterizedTest
  @CsvSource({
    "Passed,Full,true,true", "PreflightFailed,Full,true,false",
    "PreflightFailed,Advisory,true,true", "PreflightFailed,Advisory,false,false"
  })
  void verdict_of_another_process_counts_for_its_address(
      String reason, PreflightMode mode, boolean isPublished, boolean mayPublish) {
    var verdict =
        PreflightVerdicts.remembered(verified(reason), mode, isPublished, NOW).orElseThrow();
    assertThat(verdict.verified().reason().name()).isEqualTo(reason);
    assertThat(verdict.mayPublish()).isEqualTo(mayPublish);
    assertThat(verdict.requeueAt()).isEqualTo(NOW);
  }

  @Test
  void passed_verdict_does_not_count_for_another_address() {
    assertThat(PreflightVerdicts.remembered(verified("Passed"), PreflightMode.Full, false, NOW))
        .isEmpty();
    assertThat(PreflightVerdicts.remembered(verified("Pending"), PreflightMode.Full, true, NOW))
        .isEmpty();
  }

  @Test
  void failed_bucket_is_checked_again_soon() {
    assertThat(PreflightVerdicts.due(BAD, NOW, Duration.ofHours(1), "uid"))
        .isEqualTo(NOW.plus(Duration.ofMinutes(5)));
  }

  @Test
  void good_buckets_are_checked_again_at_different_times() {
    var times =
        List.of("a", "b", "c", "d").stream()
            .map(uid -> PreflightVerdicts.due(GOOD, NOW, Duration.ofHours(1), uid))
            .toList();
    assertThat(times).doesNotHaveDuplicates();
    assertThat(times)
        .allSatisfy(
            time ->
                assertThat(time).isBetween(NOW.plusSeconds(3600), NOW.plusSeconds(3600 + 3240)));
  }

  @Test
  void status_contains_messages_with_remedies() {
    assertThat(PreflightVerdicts.checks(BAD))
        .containsExactly(
            new BucketCheck("BucketExists", "Passed", null),
            new BucketCheck("Credentials", "Failed", "Refused."),
            new BucketCheck("Cors", "Failed", "No rules. Apply: the rule"));
  }

  @Test
  void long_messages_are_shortened_for_status() {
    var failure = result("Cors", BucketVerdict.Failed, "x".repeat(2000), null);
    assertThat(PreflightVerdicts.checks(List.of(failure)).getFirst().message())
        .hasSize(1024)
        .endsWith("…");
  }

  @Test
  void only_new_failures_are_reported() {
    var checks = PreflightVerdicts.checks(BAD);
    assertThat(PreflightVerdicts.newFailures(checks, List.of())).hasSize(2);
    assertThat(PreflightVerdicts.newFailures(checks, List.of(checks.get(1))))
        .containsExactly(checks.get(2));
  }
}
