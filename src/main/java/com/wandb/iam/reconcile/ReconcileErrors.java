package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a reconciliation throws into a result, because every error is a condition. */
final class ReconcileErrors {
  private static final Logger LOG = LoggerFactory.getLogger(ReconcileErrors.class);

  private final Failures failures = new Failures();
  private final Consumer<String> suspect;

  /**
   * @param suspect receives the name of a server that did not accept the operator's key
   */
  ReconcileErrors(Consumer<String> suspect) {
    this.suspect = suspect;
  }

  /**
   * Does some work of a reconciliation.
   *
   * @param end makes the return value of the result that an error becomes
   * @throws StaleResourceException if the resource was changed meanwhile
   */
  <C> C attempt(Reconciliation<?, ?, ?> pass, Supplier<C> work, Function<ReconcileResult, C> end) {
    try {
      return work.get();
    } catch (StaleResourceException overtaken) {
      throw overtaken;
    } catch (ReconcileAbort stop) {
      return end.apply(stop.conclusion());
    } catch (WandbException error) {
      return end.apply(failed(pass, error));
    } catch (KubernetesClientException error) {
      return end.apply(failures.conclude(error));
    } catch (RuntimeException | Error unexpected) {
      return end.apply(unexpected(pass, unexpected));
    }
  }

  /** Syncs a server at once if it refused the operator's key: then nothing more is sent. */
  private ReconcileResult failed(Reconciliation<?, ?, ?> pass, WandbException error) {
    if (error instanceof WandbException.Refused refused
        && refused.reason() == WandbException.Refused.Refusal.UNAUTHENTICATED) {
      pass.draft().server().ifPresent(suspect);
    }
    return failures.conclude(error);
  }

  /**
   * Returns the result of an error of the operator itself. It must not reach the framework, which
   * would only log it and never reconcile the resource again.
   */
  private static ReconcileResult unexpected(Reconciliation<?, ?, ?> pass, Throwable failure) {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("stopped in the middle of a pass", failure);
    }
    LOG.error("{}: a pass failed unexpectedly", ReconcileRunner.describe(pass.resource()), failure);
    return ReconcileResult.waiting(
        Reason.Error,
        "the operator failed unexpectedly ("
            + failure.getClass().getSimpleName()
            + "); its log has the details");
  }
}
