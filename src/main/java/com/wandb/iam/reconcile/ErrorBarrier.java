package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/**
 * Turns a {@link Error} into an exception: the framework never looks again at a resource whose
 * reconciler threw an error, whatever happens to it.
 */
final class ErrorBarrier<R extends HasMetadata> {
  private final Reconciler<R> inner;

  ErrorBarrier(Reconciler<R> inner) {
    this.inner = inner;
  }

  /** The reconciler, with cleaning up where it can. */
  Reconciler<R> reconciler() {
    return inner instanceof Cleaner<?> ? new Cleaning() : new Plain();
  }

  private class Plain implements Reconciler<R> {
    @Override
    public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
      return inner.prepareEventSources(context);
    }

    @Override
    public UpdateControl<R> reconcile(R resource, Context<R> context) throws Exception {
      try {
        return inner.reconcile(resource, context);
      } catch (Error error) {
        throw new IllegalStateException("failed with an error", error);
      }
    }
  }

  private final class Cleaning extends Plain implements Cleaner<R> {
    @Override
    @SuppressWarnings("unchecked")
    public DeleteControl cleanup(R resource, Context<R> context) throws Exception {
      try {
        return ((Cleaner<R>) inner).cleanup(resource, context);
      } catch (Error error) {
        throw new IllegalStateException("failed with an error", error);
      }
    }
  }
}
