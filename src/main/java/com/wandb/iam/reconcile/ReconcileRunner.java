package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
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
final class ReconcileRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ReconcileRunner.class);

  private static final Duration WHEN_OVERTAKEN = Duration.ofSeconds(1);

  private final Turns locks;
  private final OwnWrites writes;
  private final CountDownLatch started;
  private final ResultReporter reporter;
  private final EventRecorder events;
  private final Backoff backoff;
  private final Namespaces namespaces;
  private final Consumer<String> suspect;
  private final WorkObserver observer;
  private final Failures failures = new Failures();

  /**
   * @param started opens when the resources of every kind are known: before that, absence means
   *     nothing
   * @param suspect receives the name of a server that did not accept the operator's key
   */
  ReconcileRunner(
      Turns locks,
      OwnWrites writes,
      CountDownLatch started,
      ResultReporter reporter,
      EventRecorder events,
      Backoff backoff,
      Namespaces namespaces,
      Consumer<String> suspect,
      WorkObserver observer) {
    this.locks = locks;
    this.writes = writes;
    this.started = started;
    this.reporter = reporter;
    this.events = events;
    this.backoff = backoff;
    this.namespaces = namespaces;
    this.suspect = suspect;
    this.observer = observer;
  }

  /** One pass over a resource that is to be; none where it is going by now. */
  <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>>
      UpdateControl<R> reconcile(
          R cached,
          Context<R> context,
          Class<T> statusType,
          Function<T, D> draft,
          Function<Pass<R, T, D>, UpdateControl<R>> work) {
    return inTurn(
        cached,
        context,
        resource ->
            resource.isMarkedForDeletion()
                ? UpdateControl.noUpdate()
                : work.apply(pass(resource, context, statusType, draft)),
        UpdateControl::noUpdate);
  }

  /** One pass over a resource that is to go. */
  <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>> DeleteControl cleanup(
      R cached,
      Context<R> context,
      Class<T> statusType,
      Function<T, D> draft,
      Function<Pass<R, T, D>, DeleteControl> work) {
    return inTurn(
        cached,
        context,
        resource -> work.apply(pass(resource, context, statusType, draft)),
        DeleteControl::noFinalizerRemoval);
  }

  /** Once it is known what else there is, and nobody else is at it. */
  private <R extends IamResource<?, ?>, C> C inTurn(
      R cached, Context<R> context, Function<R, C> work, Supplier<C> gone) {
    awaitStart();
    return locks.take(
        new Key(cached.getClass(), ResourceID.fromResource(cached)),
        () ->
            Tracing.pass(
                () -> writes.newest(cached, context.getClient()).map(work).orElseGet(gone)));
  }

  private record Key(Class<?> kind, ResourceID id) {}

  private <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>>
      Pass<R, T, D> pass(
          R resource, Context<R> context, Class<T> statusType, Function<T, D> draft) {
    if (resource.getStatus() == null) {
      resource.setStatus(
          context
              .getClient()
              .getKubernetesSerialization()
              .convertValue(Map.of("observedGeneration", -1), statusType));
    }
    return new Pass<>(writes, resource, context, draft.apply(resource.getStatus()));
  }

  /** One pass over a resource that is to be. */
  <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>>
      UpdateControl<R> reconcile(Pass<R, T, D> pass, Function<Pass<R, T, D>, Conclusion> work) {
    try (var timer = new PassTimer(observer, pass.resource().getKind())) {
      try {
        return conclude(pass, work, timer);
      } catch (Overtaken overtaken) {
        timer.ended(PassOutcome.OVERTAKEN);
        var control = UpdateControl.<R>noUpdate();
        again(pass, overtaken).ifPresent(control::rescheduleAfter);
        return control;
      }
    }
  }

  private <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>>
      UpdateControl<R> conclude(
          Pass<R, T, D> pass, Function<Pass<R, T, D>, Conclusion> work, PassTimer timer) {
    var conclusion =
        misread(pass.resource())
            .orElseGet(() -> attempt(pass, () -> work.apply(pass), Function.identity()));
    if (conclusion.findings().isEmpty()) {
      timer.ended(PassOutcome.UNTOUCHED);
      return UpdateControl.noUpdate();
    }
    reporter.report(pass, conclusion);
    timer.ended(outcome(conclusion));
    var control = UpdateControl.<R>noUpdate();
    reporter.delay(pass, conclusion).ifPresent(control::rescheduleAfter);
    return control;
  }

  /**
   * One pass over a resource that is to go.
   *
   * @param work empty where the resource may go, or what holds it
   */
  <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>> DeleteControl cleanup(
      Pass<R, T, D> pass, Function<Pass<R, T, D>, Optional<Conclusion>> work) {
    var control = DeleteControl.noFinalizerRemoval();
    try (var timer = new PassTimer(observer, pass.resource().getKind())) {
      try {
        leave(pass, work)
            .ifPresentOrElse(
                held -> {
                  reporter.report(pass, held);
                  timer.ended(outcome(held));
                  control.rescheduleAfter(
                      reporter.delay(pass, held).orElse(Duration.ofSeconds(30)).toMillis());
                },
                () -> timer.ended(PassOutcome.GONE));
      } catch (Overtaken overtaken) {
        timer.ended(PassOutcome.OVERTAKEN);
        again(pass, overtaken).ifPresent(delay -> control.rescheduleAfter(delay.toMillis()));
      }
    }
    return control;
  }

  private static PassOutcome outcome(Conclusion conclusion) {
    return conclusion
            .finding(ConditionType.Ready)
            .map(ready -> ready.state() == Finding.State.TRUE)
            .orElse(false)
        ? PassOutcome.READY
        : PassOutcome.NOT_READY;
  }

  private <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>>
      Optional<Conclusion> leave(
          Pass<R, T, D> pass, Function<Pass<R, T, D>, Optional<Conclusion>> work) {
    var misread = misread(pass.resource()).filter(unread -> !mayGoUnread(pass));
    if (misread.isPresent()) {
      return misread;
    }
    var held =
        LenientSerialization.misreadFields(pass.resource()).isPresent()
            ? Optional.<Conclusion>empty()
            : attempt(pass, () -> work.apply(pass), Optional::of);
    return held.or(() -> attempt(pass, () -> letGo(pass), Optional::of));
  }

  private Optional<Conclusion> letGo(Pass<?, ?, ?> pass) {
    pass.leave();
    backoff.reset(pass.resource().getClass(), ResourceID.fromResource(pass.resource()));
    return Optional.empty();
  }

  /** When the resource is to be looked at again, as it is then. */
  private static Optional<Duration> again(Pass<?, ?, ?> pass, Overtaken overtaken) {
    LOG.info("{}: {}", describe(pass.resource()), overtaken.getMessage());
    pass.doubt();
    return overtaken.isGone() ? Optional.empty() : Optional.of(WHEN_OVERTAKEN);
  }

  /** Whatever goes wrong ends the pass with a conclusion that says so. */
  private <C> C attempt(Pass<?, ?, ?> pass, Supplier<C> work, Function<Conclusion, C> end) {
    try {
      return work.get();
    } catch (Overtaken overtaken) {
      throw overtaken;
    } catch (Stop stop) {
      return end.apply(stop.conclusion());
    } catch (WandbException error) {
      return end.apply(failed(pass, error));
    } catch (KubernetesClientException error) {
      return end.apply(failures.conclude(error));
    } catch (RuntimeException | Error unexpected) {
      return end.apply(unexpected(pass, unexpected));
    }
  }

  /** What cannot be read does not say what is to become of the server's side: that stays. */
  private boolean mayGoUnread(Pass<?, ?, ?> pass) {
    boolean abandoned = Orders.ABANDON.given(pass.resource()).filter("true"::equals).isPresent();
    if (!abandoned && !namespaces.terminating(pass.namespace())) {
      return false;
    }
    events.warning(
        pass.resource(),
        "Orphaned",
        "left what this stood for on the server as it is: the resource could not be read");
    return true;
  }

  private static Optional<Conclusion> misread(HasMetadata resource) {
    return LenientSerialization.misreadFields(resource)
        .map(
            fields ->
                Conclusion.rejected(
                    Reason.Misread,
                    fields
                        + ": not a value that this version of the operator understands; nothing is"
                        + " done until it is corrected or the operator is upgraded"));
  }

  /**
   * A mistake of the operator's own. The framework never looks again at a resource whose reconciler
   * threw an error, and tells nobody but the log.
   */
  private static Conclusion unexpected(Pass<?, ?, ?> pass, Throwable failure) {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("stopped in the middle of a pass", failure);
    }
    LOG.error("{}: a pass failed unexpectedly", describe(pass.resource()), failure);
    return Conclusion.waiting(
        Reason.Error,
        "the operator failed unexpectedly ("
            + failure.getClass().getSimpleName()
            + "); its log has the details");
  }

  /** Where the server does not know our key, it is looked at at once: then nothing more is sent. */
  private Conclusion failed(Pass<?, ?, ?> pass, WandbException error) {
    if (error instanceof WandbException.Refused refused
        && refused.reason() == WandbException.Refused.Refusal.UNAUTHENTICATED) {
      pass.draft().server().ifPresent(suspect);
    }
    return failures.conclude(error);
  }

  /** The framework's logging context is lost where one resource wakes another. */
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
