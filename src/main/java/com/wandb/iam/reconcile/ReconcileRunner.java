package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.kube.Namespaces;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs reconciliations: one at a time for each resource, after the caches of all kinds are filled,
 * from the newest version that this process wrote. Every error becomes a condition.
 */
public final class ReconcileRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ReconcileRunner.class);

  private static final Duration STALE_RETRY = Duration.ofSeconds(1);
  private static final Duration BLOCKED_RETRY = Duration.ofSeconds(30);

  private final ResourceLocks locks;
  private final LastWrites writes;
  private final CountDownLatch started;
  private final ResultReporter reporter;
  private final EventRecorder events;
  private final List<ProcessState> states;
  private final Namespaces namespaces;
  private final WorkObserver observer;
  private final ReconcileErrors errors;

  /**
   * @param started opens when the caches of all kinds are filled; before that, a missing resource
   *     means nothing
   * @param states forget each resource after its finalizer was removed
   * @param suspect receives the name of a server that rejected the operator's key
   */
  public ReconcileRunner(
      ResourceLocks locks,
      LastWrites writes,
      CountDownLatch started,
      ResultReporter reporter,
      EventRecorder events,
      List<ProcessState> states,
      Namespaces namespaces,
      Consumer<String> suspect,
      WorkObserver observer) {
    this.locks = locks;
    this.writes = writes;
    this.started = started;
    this.reporter = reporter;
    this.events = events;
    this.states = List.copyOf(states);
    this.namespaces = namespaces;
    this.errors = new ReconcileErrors(suspect);
    this.observer = observer;
  }

  /** Creates the reconciliation of one resource of a kind. */
  public interface Factory<R extends HasMetadata, P> {
    P create(LastWrites writes, R resource, Context<R> context);
  }

  /** Reconciles a resource; does nothing if it is being deleted. */
  public <R extends IamResource<?, T>, T extends ResourceStatus, P extends Reconciliation<R, T, ?>>
      UpdateControl<R> reconcile(
          R cached,
          Context<R> context,
          Class<T> statusType,
          Factory<R, P> factory,
          Function<P, UpdateControl<R>> work) {
    return exclusively(
        cached,
        context,
        resource ->
            resource.isMarkedForDeletion()
                ? UpdateControl.noUpdate()
                : work.apply(begin(resource, context, statusType, factory)),
        UpdateControl::noUpdate);
  }

  /** Cleans up after a resource that is being deleted. */
  public <R extends IamResource<?, T>, T extends ResourceStatus, P extends Reconciliation<R, T, ?>>
      DeleteControl cleanup(
          R cached,
          Context<R> context,
          Class<T> statusType,
          Factory<R, P> factory,
          Function<P, DeleteControl> work) {
    return exclusively(
        cached,
        context,
        resource -> work.apply(begin(resource, context, statusType, factory)),
        DeleteControl::noFinalizerRemoval);
  }

  /** Waits until the caches are filled and no other thread reconciles this resource. */
  private <R extends IamResource<?, ?>, C> C exclusively(
      R cached, Context<R> context, Function<R, C> work, Supplier<C> gone) {
    awaitStart();
    return locks.acquire(
        new Key(cached.getClass(), ResourceID.fromResource(cached)),
        () ->
            Tracing.pass(
                () -> writes.newest(cached, context.getClient()).map(work).orElseGet(gone)));
  }

  private record Key(Class<?> kind, ResourceID id) {}

  private <R extends IamResource<?, T>, T extends ResourceStatus, P extends Reconciliation<R, T, ?>>
      P begin(R resource, Context<R> context, Class<T> statusType, Factory<R, P> factory) {
    if (resource.getStatus() == null) {
      resource.setStatus(
          context
              .getClient()
              .getKubernetesSerialization()
              .convertValue(Map.of("observedGeneration", -1), statusType));
    }
    return factory.create(writes, resource, context);
  }

  /** Runs the work of one reconciliation and reports its result. */
  public <R extends IamResource<?, T>, T extends ResourceStatus, P extends Reconciliation<R, T, ?>>
      UpdateControl<R> reconcile(P pass, Function<P, ReconcileResult> work) {
    var control = UpdateControl.<R>noUpdate();
    try (var timer = new ReconcileTimer(observer, pass.resource().getKind())) {
      try {
        conclude(pass, work, timer).ifPresent(control::rescheduleAfter);
      } catch (StaleResourceException stale) {
        timer.ended(ReconcileOutcome.OVERTAKEN);
        retryDelay(pass, stale).ifPresent(control::rescheduleAfter);
      }
    }
    return control;
  }

  private <P extends Reconciliation<?, ?, ?>> Optional<Duration> conclude(
      P pass, Function<P, ReconcileResult> work, ReconcileTimer timer) {
    var conclusion =
        rejectMisread(pass.resource())
            .orElseGet(() -> errors.attempt(pass, () -> work.apply(pass), Function.identity()));
    if (conclusion.findings().isEmpty()) {
      timer.ended(ReconcileOutcome.UNTOUCHED);
      return Optional.empty();
    }
    reporter.report(pass, conclusion);
    timer.ended(outcome(conclusion));
    return reporter.delay(pass, conclusion);
  }

  /**
   * Runs the cleanup of one resource, and removes its finalizer if nothing blocks the deletion.
   *
   * @param work returns the result that blocks the deletion; empty if the finalizer can be removed
   */
  public <P extends Reconciliation<?, ?, ?>> DeleteControl cleanup(
      P pass, Function<P, Optional<ReconcileResult>> work) {
    var control = DeleteControl.noFinalizerRemoval();
    try (var timer = new ReconcileTimer(observer, pass.resource().getKind())) {
      try {
        cleanUp(pass, work)
            .ifPresentOrElse(
                blocked -> {
                  reporter.report(pass, blocked);
                  timer.ended(outcome(blocked));
                  control.rescheduleAfter(
                      reporter.delay(pass, blocked).orElse(BLOCKED_RETRY).toMillis());
                },
                () -> timer.ended(ReconcileOutcome.GONE));
      } catch (StaleResourceException stale) {
        timer.ended(ReconcileOutcome.OVERTAKEN);
        retryDelay(pass, stale).ifPresent(delay -> control.rescheduleAfter(delay.toMillis()));
      }
    }
    return control;
  }

  private static ReconcileOutcome outcome(ReconcileResult conclusion) {
    return conclusion
            .finding(ConditionType.Ready)
            .map(ready -> ready.state() == ConditionUpdate.State.TRUE)
            .orElse(false)
        ? ReconcileOutcome.READY
        : ReconcileOutcome.NOT_READY;
  }

  private <P extends Reconciliation<?, ?, ?>> Optional<ReconcileResult> cleanUp(
      P pass, Function<P, Optional<ReconcileResult>> work) {
    var misread = rejectMisread(pass.resource()).filter(unreadable -> !canReleaseUnread(pass));
    if (misread.isPresent()) {
      return misread;
    }
    var blocked =
        LenientSerialization.misreadFields(pass.resource()).isPresent()
            ? Optional.<ReconcileResult>empty()
            : errors.attempt(pass, () -> work.apply(pass), Optional::of);
    return blocked.or(() -> errors.attempt(pass, () -> removeFinalizer(pass), Optional::of));
  }

  private Optional<ReconcileResult> removeFinalizer(Reconciliation<?, ?, ?> pass) {
    pass.leave();
    states.forEach(state -> state.forget(pass.resource()));
    return Optional.empty();
  }

  /** Returns when the resource is reconciled again, read live; empty if it no longer exists. */
  private static Optional<Duration> retryDelay(
      Reconciliation<?, ?, ?> pass, StaleResourceException stale) {
    LOG.info("Reconciliation aborted: {}: {}", describe(pass.resource()), stale.getMessage());
    pass.doubt();
    return stale.isGone() ? Optional.empty() : Optional.of(STALE_RETRY);
  }

  /**
   * Returns whether an unreadable resource is released. Its object on the server stays, because the
   * deletion policy cannot be read.
   */
  private boolean canReleaseUnread(Reconciliation<?, ?, ?> pass) {
    boolean abandoned =
        ActionAnnotation.ABANDON.given(pass.resource()).filter("true"::equals).isPresent();
    if (!abandoned && !namespaces.terminating(pass.namespace())) {
      return false;
    }
    events.warning(
        pass.resource(),
        "Orphaned",
        "Did not delete the object of this resource on the W&B server, because the operator could"
            + " not read the resource.");
    return true;
  }

  private static Optional<ReconcileResult> rejectMisread(HasMetadata resource) {
    return LenientSerialization.misreadFields(resource)
        .map(
            fields ->
                ReconcileResult.rejected(
                    Reason.Misread,
                    fields
                        + ": This version of the operator does not understand the value. The"
                        + " operator does nothing until you correct the value or upgrade the"
                        + " operator."));
  }

  /** Returns the kind and name, because the framework's logging context is not always set. */
  static String describe(HasMetadata resource) {
    var namespace = resource.getMetadata().getNamespace();
    return resource.getKind()
        + " "
        + (namespace == null ? "" : namespace + "/")
        + resource.getMetadata().getName();
  }

  private void awaitStart() {
    try {
      started.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped before the start was complete", stopping);
    }
  }
}
