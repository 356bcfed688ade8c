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
  /** What a person sets on a Secret so that the operator may read it for a resource. */
  public static final String SOURCE_LABEL = "iam.wandb.com/source";

  private final KubernetesClient client;
  private final Predicate<String> terminating;

  /**
   * @param terminating whether a namespace is on its way out: its Secrets go with it, and the
   *     rights to them perhaps before
   */
  public Secrets(KubernetesClient client, Predicate<String> terminating) {
    this.client = client;
    this.terminating = terminating;
  }

  /** What became of a wish. */
  public enum Outcome {
    UNCHANGED,
    WRITTEN,
    /** A Secret of that name exists and belongs to somebody else: nothing was done. */
    FOREIGN,
    /** The namespace is on its way out: nothing was done, and nothing is to be. */
    TERMINATING
  }

  /** The Secret as it is in the cluster now. */
  public Optional<Secret> read(String namespace, String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get());
  }

  /**
   * The same for a resource that goes. A Secret that may not be read any more because its namespace
   * goes, too, reads like none: nothing is to wait for it.
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

  /** One key of a Secret that others write to as well. */
  public SharedSecret shared(String namespace, String name, String key) {
    return new SharedSecret(client, namespace, name, key);
  }

  /** The value under a key, in the clear. */
  public static Optional<String> value(Secret secret, String key) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(key))
        .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
  }

  /** The value under a key of a ConfigMap, as it is in the cluster now. */
  public Optional<String> configMapValue(String namespace, String name, String key) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get())
        .flatMap(map -> Optional.ofNullable(map.getData()))
        .map(data -> data.get(key));
  }

  /** Whether a person said that the operator may read this Secret for a resource. */
  public static boolean isSource(Secret secret) {
    var labels = secret.getMetadata().getLabels();
    return labels != null && "true".equals(labels.get(SOURCE_LABEL));
  }

  /**
   * Makes the Secret as wanted.
   *
   * @param present what was read under its name just now, null where nothing was there
   * @throws KubernetesClientException where the API server did not let it, 409 where somebody wrote
   *     meanwhile
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
        // Nothing in it can be changed; who watches it sees it go and come.
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
   * Takes the owner away from a Secret that the operator made for this resource: it outlives it.
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

  /** Deletes a Secret where it is the operator's own, made for this resource. */
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
