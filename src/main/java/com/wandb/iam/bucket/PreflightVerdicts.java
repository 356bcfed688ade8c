package com.wandb.iam.bucket;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Verified;

import com.wandb.iam.crd.v1alpha1.BucketCheck;
import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.PreflightMode;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.storage.check.BucketCheckResult;
import com.wandb.iam.storage.check.BucketVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Verdicts on a bucket, computed from the results of its checks. */
final class PreflightVerdicts {
  private static final int PARTS = 10;
  private static final int MAX_TEXT = 1024;
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(5);
  private static final ConditionUpdate PASSED =
      new ConditionUpdate(Verified, State.TRUE, Reason.Passed, "");

  private PreflightVerdicts() {}

  /** Returns the verdict if no check is declared. */
  static PreflightVerdict disabled() {
    return new PreflightVerdict(
        new ConditionUpdate(Verified, State.UNKNOWN, Reason.Unchecked, "spec.preflight: Disabled"),
        true,
        null);
  }

  /** Returns the verdict while the first check runs. */
  static PreflightVerdict pending(Instant requeueAt) {
    return new PreflightVerdict(
        new ConditionUpdate(
            Verified, State.UNKNOWN, Reason.Pending, "The bucket is being checked."),
        false,
        requeueAt);
  }

  /** Returns the verdict on these results. */
  static PreflightVerdict of(List<BucketCheckResult> results, PreflightMode mode, Instant due) {
    var failed = results.stream().filter(PreflightVerdicts::isFailed).toList();
    if (failed.isEmpty()) {
      return new PreflightVerdict(PASSED, true, due);
    }
    var message =
        failed.stream()
            .map(one -> one.name() + ": " + one.message())
            .collect(Collectors.joining(" "));
    return new PreflightVerdict(failed(message), mode == PreflightMode.Advisory, due);
  }

  /**
   * Returns whether the verdict of another process counts only if that process published exactly
   * this address. Nothing is published before its check, so the address proves the check.
   */
  static boolean needsPublishedAddress(Condition verified, PreflightMode mode) {
    return isReason(verified, Reason.Passed)
        || (isReason(verified, Reason.PreflightFailed) && mode == PreflightMode.Advisory);
  }

  /**
   * Returns the verdict of another process until this process has checked the bucket.
   *
   * @param verified the condition in status
   * @param isPublished whether exactly this address was published
   */
  static Optional<PreflightVerdict> remembered(
      Condition verified, PreflightMode mode, boolean isPublished, Instant requeueAt) {
    if (isReason(verified, Reason.Passed) && isPublished) {
      return Optional.of(new PreflightVerdict(PASSED, true, requeueAt));
    }
    return isReason(verified, Reason.PreflightFailed)
        ? Optional.of(
            new PreflightVerdict(
                failed(Objects.requireNonNullElse(verified.message(), "")),
                mode == PreflightMode.Advisory && isPublished,
                requeueAt))
        : Optional.empty();
  }

  private static boolean isReason(Condition verified, Reason reason) {
    return reason.name().equals(verified.reason());
  }

  private static ConditionUpdate failed(String message) {
    return new ConditionUpdate(Verified, State.FALSE, Reason.PreflightFailed, message);
  }

  private static boolean isFailed(BucketCheckResult result) {
    return result.verdict() == BucketVerdict.Failed;
  }

  /** Returns the time of the next check, spread by uid so that buckets are not checked at once. */
  static Instant due(
      List<BucketCheckResult> results, Instant checkedAt, Duration recheck, String uid) {
    if (results.stream().anyMatch(PreflightVerdicts::isFailed)) {
      return checkedAt.plus(AFTER_A_FAILURE);
    }
    int part = Math.floorMod(uid.hashCode(), PARTS);
    return checkedAt.plus(recheck).plus(recheck.dividedBy(PARTS).multipliedBy(part));
  }

  /** Returns the results in the form of a status. */
  static List<BucketCheck> checks(List<BucketCheckResult> results) {
    return results.stream().map(PreflightVerdicts::check).toList();
  }

  /** Returns the failed checks that are not in the previous status. */
  static List<BucketCheck> newFailures(List<BucketCheck> checks, List<BucketCheck> previous) {
    return checks.stream()
        .filter(check -> BucketVerdict.Failed.name().equals(check.verdict()))
        .filter(check -> !previous.contains(check))
        .toList();
  }

  private static BucketCheck check(BucketCheckResult result) {
    var message = Objects.requireNonNullElse(result.message(), "");
    var remedy = result.remedy() == null ? "" : " Apply: " + result.remedy();
    var text = shortened(message + remedy);
    return new BucketCheck(
        result.name().name(), result.verdict().name(), text.isEmpty() ? null : text);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
  }
}
