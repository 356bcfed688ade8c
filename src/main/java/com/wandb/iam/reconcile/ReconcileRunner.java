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
 * Runs reconciliations: one at a time for each resource, after all resources are known, from the
 * newest version that this process wrote. Every error becomes a condition.
 */
public final class ReconcileRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ReconcileRunner.class);

  private static final Duration WHEN_OVERTAKEN = Duration.ofSeconds(1);
  private static final Duration HELD_RETRY = Duration.ofSeconds(30);

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
   * @param started opens when the resources of every kind are known: before that, absence means
   *     nothing
   * @param states forget each resource after its finalizer was removed
   * @param suspect receives the name of a server that did not accept the operator's key
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

  /** Reconciles a resource; does nothing if it is being deleted by now. */
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

  /** Waits until all resources are known and no other thread works on this one. */
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
      } catch (StaleResourceException overtaken) {
        timer.ended(ReconcileOutcome.OVERTAKEN);
        again(pass, overtaken).ifPresent(control::rescheduleAfter);
      }
    }
    return control;
  }

  private <P extends Reconciliation<?, ?, ?>> Optional<Duration> conclude(
      P pass, Function<P, ReconcileResult> work, ReconcileTimer timer) {
    var conclusion =
        misread(pass.resource())
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
   * Runs the cleanup of one resource, and removes its finalizer if nothing holds the resource.
   *
   * @param work returns what holds the resource, or empty if its finalizer can be removed
   */
  public <P extends Reconciliation<?, ?, ?>> DeleteControl cleanup(
      P pass, Function<P, Optional<ReconcileResult>> work) {
    var control = DeleteControl.noFinalizerRemoval();
    try (var timer = new ReconcileTimer(observer, pass.resource().getKind())) {
      try {
        leave(pass, work)
            .ifPresentOrElse(
                held -> {
                  reporter.report(pass, held);
                  timer.ended(outcome(held));
                  control.rescheduleAfter(reporter.delay(pass, held).orElse(HELD_RETRY).toMillis());
                },
                () -> timer.ended(ReconcileOutcome.GONE));
      } catch (StaleResourceException overtaken) {
        timer.ended(ReconcileOutcome.OVERTAKEN);
        again(pass, overtaken).ifPresent(delay -> control.rescheduleAfter(delay.toMillis()));
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

  private <P extends Reconciliation<?, ?, ?>> Optional<ReconcileResult> leave(
      P pass, Function<P, Optional<ReconcileResult>> work) {
    var misread = misread(pass.resource()).filter(unread -> !mayGoUnread(pass));
    if (misread.isPresent()) {
      return misread;
    }
    var held =
        LenientSerialization.misreadFields(pass.resource()).isPresent()
            ? Optional.<ReconcileResult>empty()
            : errors.attempt(pass, () -> work.apply(pass), Optional::of);
    return held.or(() -> errors.attempt(pass, () -> removeFinalizer(pass), Optional::of));
  }

  private Optional<ReconcileResult> removeFinalizer(Reconciliation<?, ?, ?> pass) {
    pass.leave();
    states.forEach(state -> state.forget(pass.resource()));
    return Optional.empty();
  }

  /** Returns when the resource is reconciled again, read live; empty if it is deleted. */
  private static Optional<Duration> again(
      Reconciliation<?, ?, ?> pass, StaleResourceException overtaken) {
    LOG.info("{}: {}", describe(pass.resource()), overtaken.getMessage());
    pass.doubt();
    return overtaken.isGone() ? Optional.empty() : Optional.of(WHEN_OVERTAKEN);
  }

  /**
   * Returns whether an unreadable resource is released. Its object on the server stays, because the
   * deletion policy cannot be read.
   */
  private boolean mayGoUnread(Reconciliation<?, ?, ?> pass) {
    boolean abandoned =
        ActionAnnotation.ABANDON.given(pass.resource()).filter("true"::equals).isPresent();
    if (!abandoned && !namespaces.terminating(pass.namespace())) {
      return false;
    }
    events.warning(
        pass.resource(),
        "Orphaned",
        "left what this stood for on the server as it is: the resource could not be read");
    return true;
  }

  private static Optional<ReconcileResult> misread(HasMetadata resource) {
    return LenientSerialization.misreadFields(resource)
        .map(
            fields ->
                ReconcileResult.rejected(
                    Reason.Misread,
                    fields
                        + ": not a value that this version of the operator understands; nothing is"
                        + " done until it is corrected or the operator is upgraded"));
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
