package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What an error of the server means for the resource that ran into it. */
public final class Failures {

  /** The condition to report and when to come back. */
  public ReconcileResult conclude(WandbException error) {
    var message = String.valueOf(error.getMessage());
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

  /** What the Kubernetes API did not let the operator do. */
  public ReconcileResult conclude(KubernetesClientException error) {
    if (error.getCode() == 409) {
      return ReconcileResult.waiting(
          Reason.Pending, "somebody changed an object of the cluster at the same time");
    }
    var status = error.getStatus();
    var words =
        status != null && status.getMessage() != null
            ? status.getMessage()
            : "no answer (" + error.getClass().getSimpleName() + ")";
    return ReconcileResult.waiting(Reason.Error, "the Kubernetes API: " + words);
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
