package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads and writes Secrets. A Secret that is not the operator's own is never written. */
public final class Secrets {
  /** The label with which a user allows the operator to read a Secret for a resource. */
  public static final String SOURCE_LABEL = "iam.wandb.com/source";

  private final KubernetesClient client;
  private final Predicate<String> terminating;

  /**
   * @param terminating returns whether a namespace is being deleted; its Secrets are deleted with
   *     it, and the permissions perhaps earlier
   */
  public Secrets(KubernetesClient client, Predicate<String> terminating) {
    this.client = client;
    this.terminating = terminating;
  }

  /** The outcome of {@link #apply}. */
  public enum Outcome {
    UNCHANGED,
    WRITTEN,
    /** A Secret with that name exists and is not the operator's; nothing was changed. */
    FOREIGN,
    /** The namespace is being deleted; nothing was changed or has to be. */
    TERMINATING
  }

  /** Returns the Secret, read live. */
  public Optional<Secret> read(String namespace, String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get());
  }

  /**
   * Reads a Secret for a resource that is being deleted. Returns empty if the Secret is forbidden
   * because its namespace is being deleted, so that nothing waits for it.
   */
  public Optional<Secret> readLast(String namespace, String name) {
    try {
      return read(namespace, name);
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == 403 && terminating.test(namespace)) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Returns one data key of a Secret that other clients also write to. */
  public SharedSecret shared(String namespace, String name, String key) {
    return new SharedSecret(client, namespace, name, key);
  }

  /** Returns the decoded value of a data key. */
  public static Optional<String> value(Secret secret, String key) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(key))
        .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
  }

  /** Returns the value of a key of a ConfigMap, read live. */
  public Optional<String> configMapValue(String namespace, String name, String key) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get())
        .flatMap(map -> Optional.ofNullable(map.getData()))
        .map(data -> data.get(key));
  }

  /** Returns whether a user allowed the operator to read this Secret for a resource. */
  public static boolean isSource(Secret secret) {
    var labels = secret.getMetadata().getLabels();
    return labels != null && "true".equals(labels.get(SOURCE_LABEL));
  }

  /**
   * Creates or changes the Secret.
   *
   * @param present the stored Secret with this name, just read; null if there is none
   * @throws KubernetesClientException if the API server rejects the write; 409 if another client
   *     wrote in the meantime
   */
  public Outcome apply(OwnedSecret wanted, @Nullable Secret present) {
    if (present != null && !OwnedSecret.isOwnedBy(present, wanted.ownedBy())) {
      return Outcome.FOREIGN;
    }
    if (present != null && wanted.matches(present)) {
      return Outcome.UNCHANGED;
    }
    try {
      if (present != null && Boolean.TRUE.equals(present.getImmutable())) {
        // An immutable Secret cannot be changed, so it is deleted and created again.
        var old = present.getMetadata().getResourceVersion();
        client.resource(present).lockResourceVersion(old).delete();
        client.resource(wanted.toSecret(null)).create();
      } else if (present != null) {
        var version = present.getMetadata().getResourceVersion();
        client.resource(wanted.toSecret(version)).update();
      } else {
        client.resource(wanted.toSecret(null)).create();
      }
      return Outcome.WRITTEN;
    } catch (KubernetesClientException failure) {
      if (Namespaces.isTerminating(failure)) {
        return Outcome.TERMINATING;
      }
      throw failure;
    }
  }

  /**
   * Removes the owner reference from a Secret of this resource, so that the Secret stays when the
   * resource is deleted.
   */
  public void disown(String namespace, String name, String ownedBy) {
    readLast(namespace, name)
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy))
        .filter(secret -> !secret.getMetadata().getOwnerReferences().isEmpty())
        .ifPresent(
            secret -> {
              secret.getMetadata().setOwnerReferences(List.of());
              client.resource(secret).update();
            });
  }

  /** Deletes a Secret if the operator created it for this resource. */
  public void deleteOwned(String namespace, String name, String ownedBy) {
    readLast(namespace, name)
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy))
        .ifPresent(
            secret ->
                client
                    .resource(secret)
                    .lockResourceVersion(secret.getMetadata().getResourceVersion())
                    .delete());
  }
}
