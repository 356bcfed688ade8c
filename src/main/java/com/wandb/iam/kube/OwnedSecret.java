package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The desired state of a Secret of the operator.
 *
 * @param ownedBy the resource that it belongs to, for example {@code ServiceAccount/trainer};
 *     identifies the operator's Secrets, also after a restore of a backup
 * @param owner the owner reference, which deletes the Secret with its owner; null if the Secret
 *     stays
 * @param data the values, not encoded
 */
public record OwnedSecret(
    String namespace,
    String name,
    String ownedBy,
    @Nullable OwnerReference owner,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, String> data) {
  /** The label of the Secrets that the operator watches. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  public static final String OPERATOR = "wandb-iam-operator";
  static final String OWNED_BY = "iam.wandb.com/owned-by";

  public OwnedSecret {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    data = Map.copyOf(data);
  }

  /**
   * Returns the resource that a stored Secret belongs to; empty if the operator did not create it.
   */
  public static Optional<String> ownerOf(Secret secret) {
    var annotations = secret.getMetadata().getAnnotations();
    return annotations == null
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(OWNED_BY)).filter(owner -> isOwnedBy(secret, owner));
  }

  /** Returns whether the operator created a stored Secret for this resource. */
  public static boolean isOwnedBy(Secret secret, String ownedBy) {
    var labels = secret.getMetadata().getLabels();
    var annotations = secret.getMetadata().getAnnotations();
    return labels != null
        && OPERATOR.equals(labels.get(MANAGED_BY))
        && annotations != null
        && ownedBy.equals(annotations.get(OWNED_BY));
  }

  /** Returns whether a stored Secret has this desired state. */
  boolean matches(Secret secret) {
    var metadata = secret.getMetadata();
    var owners = metadata.getOwnerReferences();
    boolean ownerAsWanted =
        owner == null
            ? owners == null || owners.isEmpty()
            : owners != null && owners.stream().anyMatch(o -> o.getUid().equals(owner.getUid()));
    return ownerAsWanted
        && encoded().equals(secret.getData())
        && contains(metadata.getLabels(), allLabels())
        && contains(metadata.getAnnotations(), allAnnotations());
  }

  Secret toSecret(@Nullable String resourceVersion) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withResourceVersion(resourceVersion)
        .withLabels(allLabels())
        .withAnnotations(allAnnotations())
        .withOwnerReferences(owner == null ? List.of() : List.of(owner))
        .endMetadata()
        .withType("Opaque")
        .withData(encoded())
        .build();
  }

  private Map<String, String> encoded() {
    var encoded = new TreeMap<String, String>();
    data.forEach(
        (key, value) ->
            encoded.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return encoded;
  }

  private Map<String, String> allLabels() {
    var all = new TreeMap<>(labels);
    all.put(MANAGED_BY, OPERATOR);
    return all;
  }

  private Map<String, String> allAnnotations() {
    var all = new TreeMap<>(annotations);
    all.put(OWNED_BY, ownedBy);
    return all;
  }

  private static boolean contains(
      @Nullable Map<String, String> actual, Map<String, String> wanted) {
    return actual != null && actual.entrySet().containsAll(wanted.entrySet());
  }

  @Override
  public String toString() {
    return "OwnedSecret[" + namespace + "/" + name + ", keys " + new TreeMap<>(data).keySet() + "]";
  }
}
