package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a resource of the cluster that claims objects of a server.
 *
 * @param namespace null for kinds of the whole cluster
 */
public record Claimant(
    Class<? extends HasMetadata> kind, String uid, @Nullable String namespace, String name) {
  /** Returns the identity of a resource. */
  public static Claimant of(HasMetadata resource) {
    var metadata = resource.getMetadata();
    return new Claimant(
        resource.getClass(), metadata.getUid(), metadata.getNamespace(), metadata.getName());
  }
}
