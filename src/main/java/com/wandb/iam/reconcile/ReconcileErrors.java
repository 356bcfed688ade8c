package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts everything that a reconciliation throws to a result, because every error is a condition.
 */
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
   * Runs a part of a reconciliation.
   *
   * @param toReturn converts the result of an error to the return value
   * @throws StaleResourceException if another process changed the resource in the meantime
   */
  <C> C attempt(
      Reconciliation<?, ?, ?> pass, Supplier<C> work, Function<ReconcileResult, C> toReturn) {
    try {
      return work.get();
    } catch (StaleResourceException stale) {
      throw stale;
    } catch (ReconcileAbort abort) {
      return toReturn.apply(abort.conclusion());
    } catch (WandbException error) {
      return toReturn.apply(failed(pass, error));
    } catch (KubernetesClientException error) {
      return toReturn.apply(failures.conclude(error));
    } catch (RuntimeException | Error unexpected) {
      return toReturn.apply(unexpected(pass, unexpected));
    }
  }

  /**
   * Syncs a server immediately if it rejected the operator's key, so that no more requests are
   * sent.
   */
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
      throw new IllegalStateException("stopped during a reconciliation", failure);
    }
    LOG.error(
        "Reconciliation failed unexpectedly: {}",
        ReconcileRunner.describe(pass.resource()),
        failure);
    return ReconcileResult.waiting(
        Reason.Error,
        "The operator failed unexpectedly ("
            + failure.getClass().getSimpleName()
            + "). See its log for details.");
  }
}
