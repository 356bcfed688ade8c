package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.function.BiFunction;

/**
 * A Secret that a user created and allows the operator to read for a resource.
 *
 * @param path the field that names it
 * @param rejection creates the result if the Secret cannot be used
 */
public record SourceSecret(
    Secret secret, String path, BiFunction<Reason, String, ReconcileResult> rejection) {
  /**
   * Reads the Secret.
   *
   * @throws ReconcileAbort if the Secret does not exist or lacks the label
   */
  public static SourceSecret read(
      Secrets secrets,
      String namespace,
      String name,
      String path,
      BiFunction<Reason, String, ReconcileResult> rejection) {
    var found = secrets.read(namespace, name).orElse(null);
    if (found == null) {
      throw new ReconcileAbort(
          rejection.apply(
              Reason.SecretNotFound,
              path + ".name: Secret " + name + " does not exist in this namespace."));
    }
    if (!Secrets.isSource(found)) {
      throw new ReconcileAbort(
          rejection.apply(
              Reason.SourceLabelMissing,
              path
                  + ".name: Secret "
                  + name
                  + " lacks the label "
                  + Secrets.SOURCE_LABEL
                  + "=true, so the operator does not read it."));
    }
    return new SourceSecret(found, path, rejection);
  }

  /**
   * Returns the value of a data key, without leading and trailing white space.
   *
   * @throws ReconcileAbort if the value is missing or empty
   */
  public String value(String key) {
    return Secrets.value(secret, key)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                new ReconcileAbort(
                    rejection.apply(
                        Reason.SecretKeyMissing,
                        path
                            + ".key: Secret "
                            + secret.getMetadata().getName()
                            + " has no data key "
                            + key
                            + ", or its value is empty.")));
  }

  @Override
  public String toString() {
    return "SourceSecret[" + secret.getMetadata().getName() + "]";
  }
}
