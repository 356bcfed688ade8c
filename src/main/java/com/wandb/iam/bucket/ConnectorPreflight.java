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
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.check.BucketCheckResult;
import com.wandb.iam.storage.check.PreflightRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Requests the checks of a connector's bucket, and reports their results in its status. */
public final class ConnectorPreflight {
  private static final Duration WHILE_CHECKING = Duration.ofSeconds(30);

  private final Preflights preflights;
  private final CachedResources resources;
  private final EventRecorder events;
  private final BucketTimings timing;
  private final InstantSource clock;

  public ConnectorPreflight(
      Preflights preflights,
      CachedResources resources,
      EventRecorder events,
      BucketTimings timing,
      InstantSource clock) {
    this.preflights = preflights;
    this.resources = resources;
    this.events = events;
    this.timing = timing;
    this.clock = clock;
  }

  /**
   * Checks the bucket if a check is due, and returns the verdict so far.
   *
   * @param isPublished whether exactly this address was published, by any process
   */
  PreflightVerdict check(
      ConnectorReconciliation pass,
      BucketAddress address,
      @Nullable String authority,
      BooleanSupplier isPublished) {
    var requested = ActionAnnotation.RECONCILE.pending(pass.resource(), pass.report().handled());
    requested.ifPresent(token -> pass.handled(ActionAnnotation.RECONCILE, token));
    var mode = pass.resource().getSpec().preflight();
    if (mode == PreflightMode.Disabled) {
      pass.draft().preflight = null;
      return PreflightVerdicts.disabled();
    }
    var fingerprint = fingerprint(pass, address, authority);
    var result = preflights.of(uid(pass), fingerprint).orElse(null);
    if (result == null || requested.isPresent() || !due(pass, result).isAfter(clock.instant())) {
      ask(pass, address, authority, fingerprint);
    }
    if (result == null) {
      var requeueAt = clock.instant().plus(WHILE_CHECKING);
      return remembered(pass, mode, isPublished, requeueAt)
          .orElseGet(() -> PreflightVerdicts.pending(requeueAt));
    }
    report(pass, result.results());
    return PreflightVerdicts.of(result.results(), mode, due(pass, result));
  }

  /** Forgets the results of a connector that is being deleted. */
  void forget(ConnectorReconciliation pass) {
    preflights.forget(pass.resource());
  }

  private static String uid(ConnectorReconciliation pass) {
    return pass.resource().getMetadata().getUid();
  }

  private static String fingerprint(
      ConnectorReconciliation pass, BucketAddress address, @Nullable String authority) {
    var spec = pass.resource().getSpec();
    return Fingerprint.of(
        address.reveal() + "\n" + spec.kmsKeyId() + "\n" + spec.preflight() + "\n" + authority);
  }

  private Optional<PreflightVerdict> remembered(
      ConnectorReconciliation pass,
      PreflightMode mode,
      BooleanSupplier isPublished,
      Instant requeueAt) {
    if (pass.draft().preflight == null
        || !Objects.equals(pass.report().observedGeneration(), pass.generation())) {
      return Optional.empty();
    }
    return Conditions.find(pass.report().conditions(), ConditionType.Verified.name())
        .flatMap(
            verified -> {
              boolean published =
                  PreflightVerdicts.needsPublishedAddress(verified, mode)
                      && isPublished.getAsBoolean();
              return PreflightVerdicts.remembered(verified, mode, published, requeueAt);
            });
  }

  private Instant due(ConnectorReconciliation pass, Preflights.Result result) {
    return PreflightVerdicts.due(result.results(), result.at(), timing.recheck(), uid(pass));
  }

  private void ask(
      ConnectorReconciliation pass,
      BucketAddress address,
      @Nullable String authority,
      String fingerprint) {
    var spec = pass.resource().getSpec();
    var request =
        new PreflightRequest(
            address.location(),
            address.credentials(),
            spec.kmsKeyId(),
            spec.preflight() != PreflightMode.ReadOnly,
            authority,
            timing.checkWithin());
    var namespace = pass.namespace();
    var name = pass.name();
    preflights.ask(
        uid(pass),
        fingerprint,
        request,
        () -> resources.enqueue(StorageConnector.class, namespace, name));
  }

  /** Changes status and emits events only if a result changed. */
  private void report(ConnectorReconciliation pass, List<BucketCheckResult> results) {
    var checks = PreflightVerdicts.checks(results);
    var before = pass.draft().preflight;
    if (before != null && before.checks().equals(checks)) {
      return;
    }
    pass.draft().preflight =
        new PreflightStatus(clock.instant().truncatedTo(ChronoUnit.SECONDS), checks);
    var previous = before == null ? List.<BucketCheck>of() : before.checks();
    for (var failure : PreflightVerdicts.newFailures(checks, previous)) {
      events.warning(
          pass.resource(),
          Reason.PreflightFailed.name(),
          failure.name() + ": " + failure.message());
    }
  }
}
