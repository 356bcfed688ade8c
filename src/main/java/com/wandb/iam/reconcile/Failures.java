package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.PlainText;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Converts errors of the W&amp;B server and of the Kubernetes API to results. */
public final class Failures {

  /** Returns the condition to report and the time of the retry. */
  public ReconcileResult conclude(WandbException error) {
    var message = sentence(error);
    return switch (error) {
      case WandbException.Throttled throttled ->
          throttled
              .retryAfter()
              .map(after -> ReconcileResult.waiting(Reason.Throttled, message, after))
              .orElseGet(() -> ReconcileResult.waiting(Reason.Throttled, message));
      case WandbException.Unavailable unavailable ->
          unavailable
              .retryAfter()
              .map(after -> ReconcileResult.waiting(Reason.Unreachable, message, after))
              .orElseGet(() -> ReconcileResult.waiting(Reason.Unreachable, message));
      case WandbException.Refused refused -> refused(refused, message);
      case WandbException.Conflict conflict ->
          conflict.stale()
              ? ReconcileResult.waiting(Reason.Pending, message)
              : ReconcileResult.blocked(Reason.Conflict, message);
      case WandbException.NotFound gone -> ReconcileResult.waiting(Reason.Pending, message);
      case WandbException.Invalid invalid ->
          ReconcileResult.blocked(Reason.ServerRejected, message);
    };
  }

  /** Returns the message of an error as a sentence. */
  public static String sentence(WandbException error) {
    return PlainText.sentence(String.valueOf(error.getMessage()));
  }

  /** Returns the result of an error of the Kubernetes API. */
  public ReconcileResult conclude(KubernetesClientException error) {
    if (error.getCode() == 409) {
      return ReconcileResult.waiting(
          Reason.Pending,
          "Another client changed a Kubernetes object at the same time. The"
              + " operator retries.");
    }
    var status = error.getStatus();
    var words =
        status != null && status.getMessage() != null
            ? status.getMessage()
            : "no answer (" + error.getClass().getSimpleName() + ")";
    return ReconcileResult.waiting(
        Reason.Error, "Kubernetes API error: " + PlainText.clause(words) + ".");
  }

  private static ReconcileResult refused(WandbException.Refused refused, String message) {
    return switch (refused.reason()) {
      case UNAUTHENTICATED -> ReconcileResult.waiting(Reason.Unauthorized, message);
      case FORBIDDEN -> ReconcileResult.blocked(Reason.Forbidden, message);
      case LICENCE -> ReconcileResult.blocked(Reason.LicenceRequired, message);
      case SEATS -> ReconcileResult.blocked(Reason.SeatLimit, message);
      case SWITCHED_OFF -> ReconcileResult.blocked(Reason.SwitchedOff, message);
      case STORAGE_PROVIDER -> ReconcileResult.blocked(Reason.ProviderNotAllowed, message);
      case BUCKET -> ReconcileResult.blocked(Reason.BucketUnreachable, message);
    };
  }
}
