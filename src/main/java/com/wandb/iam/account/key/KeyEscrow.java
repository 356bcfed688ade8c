package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup copy of keys in the operator's namespace (escrow), for servers that show each key only
 * once. The Secret of a tenant is restored from it. Written before the tenant's Secret.
 */
public final class KeyEscrow {
  private static final String OWNER_PREFIX = "Escrow/";
  private static final String CURRENT = "apiKey";
  private static final String PREVIOUS = "previousApiKey";

  private final Secrets secrets;
  private final String namespace;

  public KeyEscrow(Secrets secrets, String operatorNamespace) {
    this.secrets = secrets;
    this.namespace = operatorNamespace;
  }

  /** Returns the resource whose keys a Secret contains; empty if it is no such copy. */
  static Optional<ResourceID> ownerOf(Secret secret) {
    return OwnedSecret.ownerOf(secret)
        .filter(owner -> owner.startsWith(OWNER_PREFIX))
        .map(owner -> owner.substring(OWNER_PREFIX.length()).split("/", 2))
        .filter(parts -> parts.length == 2)
        .map(parts -> new ResourceID(parts[1], parts[0]));
  }

  /** Returns the Secret with the copy, as it is now. */
  Optional<Secret> read(WandbServiceAccount resource) {
    return secrets.read(namespace, nameOf(resource));
  }

  /**
   * Returns the keys of the account in the copy.
   *
   * @param copy the Secret as it was read; null if there is none
   */
  static KeyRing keys(
      @Nullable Secret copy, WandbServiceAccount resource, String accountId, Instant now) {
    return Optional.ofNullable(copy)
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy(resource)))
        .filter(
            secret ->
                accountId.equals(secret.getMetadata().getAnnotations().get(KeyRing.ACCOUNT_ID)))
        .map(secret -> KeyRing.of(secret, now))
        .orElse(KeyRing.EMPTY);
  }

  /**
   * Writes these keys into the copy.
   *
   * @param present the Secret as it was read; null if there is none
   */
  void keep(
      WandbServiceAccount resource, String accountId, KeyRing ring, @Nullable Secret present) {
    var data = new LinkedHashMap<String, String>();
    data.put(CURRENT, Objects.requireNonNull(ring.current()).value().reveal());
    if (ring.previous() != null) {
      data.put(PREVIOUS, ring.previous().value().reveal());
    }
    var annotations = new LinkedHashMap<>(ring.annotations());
    annotations.put(KeyRing.ACCOUNT_ID, accountId);
    var wanted =
        new OwnedSecret(
            namespace, nameOf(resource), ownedBy(resource), null, Map.of(), annotations, data);
    var outcome = secrets.apply(wanted, present);
    if (outcome == Secrets.Outcome.FOREIGN) {
      throw new IllegalStateException(
          "Secret "
              + namespace
              + "/"
              + nameOf(resource)
              + " exists and is not managed by the operator. Delete it.");
    }
  }

  /** Deletes the copy. */
  void forget(WandbServiceAccount resource) {
    secrets.deleteOwned(namespace, nameOf(resource), ownedBy(resource));
  }

  /** Returns a name without the uid, because a resource that is restored gets another uid. */
  private static String nameOf(HasMetadata resource) {
    var owner = ownedBy(resource);
    return "wandb-key-" + UUID.nameUUIDFromBytes(owner.getBytes(StandardCharsets.UTF_8));
  }

  private static String ownedBy(HasMetadata resource) {
    var metadata = resource.getMetadata();
    return OWNER_PREFIX + metadata.getNamespace() + "/" + metadata.getName();
  }
}
