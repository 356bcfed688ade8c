package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.function.BiFunction;

/**
 * A Secret that a person made and lets the operator read for a resource.
 *
 * @param path the field that names it
 * @param trouble how the pass ends where it is of no use
 */
public record SourceSecret(
    Secret secret, String path, BiFunction<Reason, String, ReconcileResult> trouble) {
  /**
   * Reads it.
   *
   * @throws ReconcileAbort where it is not there, or was not meant for this
   */
  public static SourceSecret read(
      Secrets secrets,
      String namespace,
      String name,
      String path,
      BiFunction<Reason, String, ReconcileResult> trouble) {
    var found = secrets.read(namespace, name).orElse(null);
    if (found == null) {
      throw new ReconcileAbort(
          trouble.apply(
              Reason.SecretNotFound,
              path + ".name: there is no Secret " + name + " in this namespace"));
    }
    if (!Secrets.isSource(found)) {
      throw new ReconcileAbort(
          trouble.apply(
              Reason.SourceLabelMissing,
              path
                  + ".name: the Secret "
                  + name
                  + " does not have the label "
                  + Secrets.SOURCE_LABEL
                  + "=true, so it is not read"));
    }
    return new SourceSecret(found, path, trouble);
  }

  /**
   * What stands under a key, without white space around it.
   *
   * @throws ReconcileAbort where nothing does
   */
  public String value(String key) {
    return Secrets.value(secret, key)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                new ReconcileAbort(
                    trouble.apply(
                        Reason.SecretKeyMissing,
                        path
                            + ".key: the Secret "
                            + secret.getMetadata().getName()
                            + " has no key "
                            + key
                            + ", or nothing under it")));
  }

  @Override
  public String toString() {
    return "SourceSecret[" + secret.getMetadata().getName() + "]";
  }
}
