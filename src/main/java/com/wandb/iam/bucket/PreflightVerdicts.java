package com.wandb.iam.bucket;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.crd.v1alpha1.BucketCheck;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.PreflightMode;
import com.wandb.iam.crd.v1alpha1.PreflightStatus;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.check.BucketCheckResult;
import com.wandb.iam.storage.check.BucketVerdict;
import com.wandb.iam.storage.check.PreflightRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Has a bucket looked at, and says what was found. */
final class PreflightVerdicts {
  private final Preflights preflights;
  private final CachedResources resources;
  private final EventRecorder events;
  private final BucketTimings timing;
  private final InstantSource clock;
  private final ConnectorReconciliation pass;

  private static final int PARTS = 10;
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(5);
  private static final Duration WHILE_LOOKING = Duration.ofSeconds(30);
  private static final ConditionUpdate PASSED =
      new ConditionUpdate(ConditionType.Verified, ConditionUpdate.State.TRUE, Reason.Passed, "");

  PreflightVerdicts(
      Preflights preflights,
      CachedResources resources,
      EventRecorder events,
      BucketTimings timing,
      InstantSource clock,
      ConnectorReconciliation pass) {
    this.preflights = preflights;
    this.resources = resources;
    this.events = events;
    this.timing = timing;
    this.clock = clock;
    this.pass = pass;
  }

  /**
   * What is known of a bucket.
   *
   * @param verified the condition
   * @param mayPublish whether the server may be told of it
   * @param again when to look again; null where somebody tells
   */
  record Known(ConditionUpdate verified, boolean mayPublish, @Nullable Instant again) {}

  /**
   * The verdict on the bucket as it is declared now.
   *
   * @param isShown whether exactly this address was found good before, by whichever process
   */
  Known of(BucketAddress address, @Nullable String authority, BooleanSupplier isShown) {
    boolean isOrdered = isOrdered();
    var mode = pass.resource().getSpec().preflight();
    if (mode == PreflightMode.Disabled) {
      pass.draft().preflight = null;
      return new Known(
          new ConditionUpdate(
              ConditionType.Verified,
              ConditionUpdate.State.UNKNOWN,
              Reason.Unchecked,
              "spec.preflight: Disabled"),
          true,
          null);
    }
    var uid = pass.resource().getMetadata().getUid();
    var fingerprint =
        Fingerprint.of(
            address.reveal()
                + "\n"
                + pass.resource().getSpec().kmsKeyId()
                + "\n"
                + mode
                + "\n"
                + authority);
    var result = preflights.of(uid, fingerprint).orElse(null);
    if (result == null || isOld(result) || isOrdered) {
      ask(address, authority, mode, fingerprint);
    }
    return result == null
        ? remembered(mode, isShown).orElseGet(this::pending)
        : known(result, mode);
  }

  /** What another process found of the same, until this one has looked. */
  private Optional<Known> remembered(PreflightMode mode, BooleanSupplier isShown) {
    if (pass.draft().preflight == null
        || !Objects.equals(pass.report().observedGeneration(), pass.generation())) {
      return Optional.empty();
    }
    var again = clock.instant().plus(WHILE_LOOKING);
    return Conditions.find(pass.report().conditions(), ConditionType.Verified.name())
        .flatMap(
            before -> {
              if (Reason.Passed.name().equals(before.reason()) && isShown.getAsBoolean()) {
                return Optional.of(new Known(PASSED, true, again));
              }
              return Reason.PreflightFailed.name().equals(before.reason())
                  ? Optional.of(
                      new Known(
                          failed(String.valueOf(before.message())),
                          mode == PreflightMode.Advisory && isShown.getAsBoolean(),
                          again))
                  : Optional.empty();
            });
  }

  private boolean isOld(Preflights.Result result) {
    return !due(result).isAfter(clock.instant());
  }

  /** Spread, so that a hundred buckets are not looked at in one second. */
  private Instant due(Preflights.Result result) {
    if (result.findings().stream().anyMatch(one -> one.verdict() == BucketVerdict.Failed)) {
      return result.at().plus(AFTER_A_FAILURE);
    }
    var recheck = timing.recheck();
    int part = Math.floorMod(pass.resource().getMetadata().getUid().hashCode(), PARTS);
    return result.at().plus(recheck).plus(recheck.dividedBy(PARTS).multipliedBy(part));
  }

  private boolean isOrdered() {
    var order = ActionAnnotation.RECONCILE.pending(pass.resource(), pass.report().handled());
    order.ifPresent(token -> pass.handled(ActionAnnotation.RECONCILE, token));
    return order.isPresent();
  }

  private void ask(
      BucketAddress address, @Nullable String authority, PreflightMode mode, String fingerprint) {
    var request =
        new PreflightRequest(
            address.location(),
            address.credentials(),
            pass.resource().getSpec().kmsKeyId(),
            mode != PreflightMode.ReadOnly,
            authority,
            timing.checkWithin());
    var namespace = pass.namespace();
    var name = pass.name();
    preflights.ask(
        pass.resource().getMetadata().getUid(),
        fingerprint,
        request,
        () -> resources.enqueue(StorageConnector.class, namespace, name));
  }

  private Known pending() {
    return new Known(
        new ConditionUpdate(
            ConditionType.Verified,
            ConditionUpdate.State.UNKNOWN,
            Reason.Pending,
            "the bucket is being looked at"),
        false,
        clock.instant().plus(WHILE_LOOKING));
  }

  private Known known(Preflights.Result result, PreflightMode mode) {
    note(result.findings());
    var failed =
        result.findings().stream()
            .filter(finding -> finding.verdict() == BucketVerdict.Failed)
            .toList();
    if (failed.isEmpty()) {
      return new Known(PASSED, true, due(result));
    }
    var message =
        failed.stream()
            .map(one -> one.name() + ": " + one.message())
            .collect(Collectors.joining("; "));
    return new Known(failed(message), mode == PreflightMode.Advisory, due(result));
  }

  private static ConditionUpdate failed(String message) {
    return new ConditionUpdate(
        ConditionType.Verified, ConditionUpdate.State.FALSE, Reason.PreflightFailed, message);
  }

  /** Written, and told, only when a verdict changes. */
  private void note(List<BucketCheckResult> findings) {
    var checks = findings.stream().map(PreflightVerdicts::check).toList();
    var before = pass.draft().preflight;
    if (before != null && before.checks().equals(checks)) {
      return;
    }
    pass.draft().preflight =
        new PreflightStatus(clock.instant().truncatedTo(ChronoUnit.SECONDS), checks);
    var old = before == null ? List.<BucketCheck>of() : before.checks();
    for (int i = 0; i < checks.size(); i++) {
      if (findings.get(i).verdict() == BucketVerdict.Failed && !old.contains(checks.get(i))) {
        events.warning(
            pass.resource(),
            Reason.PreflightFailed.name(),
            checks.get(i).name() + ": " + checks.get(i).message());
      }
    }
  }

  private static BucketCheck check(BucketCheckResult finding) {
    var message = Objects.requireNonNullElse(finding.message(), "");
    var remedy = finding.remedy() == null ? "" : "; apply: " + finding.remedy();
    var text = shortened(message + remedy);
    return new BucketCheck(
        finding.name().name(), finding.verdict().name(), text.isEmpty() ? null : text);
  }

  private static String shortened(String text) {
    return text.length() <= 1024 ? text : text.substring(0, 1023) + "…";
  }
}
