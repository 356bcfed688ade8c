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
 * A Secret as the operator wants it.
 *
 * @param ownedBy which resource it belongs to, such as {@code ServiceAccount/trainer}: by this mark
 *     the operator knows its own Secrets again, also after a restore
 * @param owner the reference that lets it go with its owner, null where it outlives the owner
 * @param data values in the clear
 */
public record OwnedSecret(
    String namespace,
    String name,
    String ownedBy,
    @Nullable OwnerReference owner,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, String> data) {
  /** Whose Secrets the operator watches. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  public static final String OPERATOR = "wandb-iam-operator";
  static final String OWNED_BY = "iam.wandb.com/owned-by";

  public OwnedSecret {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    data = Map.copyOf(data);
  }

  /** Which resource a Secret of the cluster was made for, where the operator made it. */
  public static Optional<String> ownerOf(Secret secret) {
    var annotations = secret.getMetadata().getAnnotations();
    return annotations == null
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(OWNED_BY)).filter(owner -> isOwnedBy(secret, owner));
  }

  /** Whether a Secret of the cluster is one that the operator made for this resource. */
  public static boolean isOwnedBy(Secret secret, String ownedBy) {
    var labels = secret.getMetadata().getLabels();
    var annotations = secret.getMetadata().getAnnotations();
    return labels != null
        && OPERATOR.equals(labels.get(MANAGED_BY))
        && annotations != null
        && ownedBy.equals(annotations.get(OWNED_BY));
  }

  /** Whether a Secret of the cluster holds all of this. */
  boolean matches(Secret secret) {
    var metadata = secret.getMetadata();
    var owners = metadata.getOwnerReferences();
    boolean ownerAsWanted =
        owner == null
            ? owners == null || owners.isEmpty()
            : owners != null && owners.stream().anyMatch(o -> o.getUid().equals(owner.getUid()));
    return ownerAsWanted
        && encoded().equals(secret.getData())
        && holds(metadata.getLabels(), allLabels())
        && holds(metadata.getAnnotations(), allAnnotations());
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

  private static boolean holds(@Nullable Map<String, String> actual, Map<String, String> wanted) {
    return actual != null && actual.entrySet().containsAll(wanted.entrySet());
  }

  @Override
  public String toString() {
    return "OwnedSecret[" + namespace + "/" + name + ", keys " + new TreeMap<>(data).keySet() + "]";
  }
}
