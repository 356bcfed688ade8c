package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What an error of the server means for the resource that ran into it. */
final class Failures {

  /** The condition to report and when to come back. */
  Conclusion conclude(WandbException error) {
    var message = String.valueOf(error.getMessage());
    return switch (error) {
      case WandbException.Throttled throttled ->
          throttled
              .retryAfter()
              .map(after -> Conclusion.waiting(Reason.Throttled, message, after))
              .orElseGet(() -> Conclusion.waiting(Reason.Throttled, message));
      case WandbException.Unavailable unavailable ->
          unavailable
              .retryAfter()
              .map(after -> Conclusion.waiting(Reason.Unreachable, message, after))
              .orElseGet(() -> Conclusion.waiting(Reason.Unreachable, message));
      case WandbException.Refused refused -> refused(refused, message);
      case WandbException.Conflict conflict ->
          conflict.stale()
              ? Conclusion.waiting(Reason.Pending, message)
              : Conclusion.blocked(Reason.Conflict, message);
      case WandbException.NotFound gone -> Conclusion.waiting(Reason.Pending, message);
      case WandbException.Invalid invalid -> Conclusion.blocked(Reason.ServerRejected, message);
    };
  }

  /** What the Kubernetes API did not let the operator do. */
  Conclusion conclude(KubernetesClientException error) {
    if (error.getCode() == 409) {
      return Conclusion.waiting(
          Reason.Pending, "somebody changed an object of the cluster at the same time");
    }
    var status = error.getStatus();
    var words =
        status != null && status.getMessage() != null
            ? status.getMessage()
            : "no answer (" + error.getClass().getSimpleName() + ")";
    return Conclusion.waiting(Reason.Error, "the Kubernetes API: " + words);
  }

  private static Conclusion refused(WandbException.Refused refused, String message) {
    return switch (refused.reason()) {
      case UNAUTHENTICATED -> Conclusion.waiting(Reason.Unauthorized, message);
      case FORBIDDEN -> Conclusion.blocked(Reason.Forbidden, message);
      case LICENCE -> Conclusion.blocked(Reason.LicenceRequired, message);
      case SEATS -> Conclusion.blocked(Reason.SeatLimit, message);
      case SWITCHED_OFF -> Conclusion.blocked(Reason.SwitchedOff, message);
      case STORAGE_PROVIDER -> Conclusion.blocked(Reason.ProviderNotAllowed, message);
      case BUCKET -> Conclusion.blocked(Reason.BucketUnreachable, message);
    };
  }
}
