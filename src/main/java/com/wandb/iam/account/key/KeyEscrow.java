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

/**
 * A second copy of keys that no server shows again, in the operator's namespace: the Secret of a
 * tenant that was deleted or edited comes back from it. Written before the tenant's Secret.
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

  /** The resource whose keys a Secret keeps, where it is such a copy. */
  static Optional<ResourceID> ownerOf(Secret secret) {
    return OwnedSecret.ownerOf(secret)
        .filter(owner -> owner.startsWith(OWNER_PREFIX))
        .map(owner -> owner.substring(OWNER_PREFIX.length()).split("/", 2))
        .filter(parts -> parts.length == 2)
        .map(parts -> new ResourceID(parts[1], parts[0]));
  }

  /** The keys of the account that are kept for a resource. */
  KeyRing held(WandbServiceAccount resource, String accountId, Instant now) {
    return secrets
        .read(namespace, nameOf(resource))
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy(resource)))
        .filter(
            secret ->
                accountId.equals(secret.getMetadata().getAnnotations().get(KeyRing.ACCOUNT_ID)))
        .map(secret -> KeyRing.of(secret, now))
        .orElse(KeyRing.EMPTY);
  }

  /** Keeps these keys. */
  void keep(WandbServiceAccount resource, String accountId, KeyRing ring) {
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
    var outcome = secrets.apply(wanted, secrets.read(namespace, nameOf(resource)).orElse(null));
    if (outcome == Secrets.Outcome.FOREIGN) {
      throw new IllegalStateException(
          "the Secret " + namespace + "/" + nameOf(resource) + " is not the operator's");
    }
  }

  void forget(WandbServiceAccount resource) {
    secrets.deleteOwned(namespace, nameOf(resource), ownedBy(resource));
  }

  /** The same for a resource of the same name that was restored from a backup. */
  private static String nameOf(HasMetadata resource) {
    var who = ownedBy(resource);
    return "wandb-key-" + UUID.nameUUIDFromBytes(who.getBytes(StandardCharsets.UTF_8));
  }

  private static String ownedBy(HasMetadata resource) {
    var metadata = resource.getMetadata();
    return OWNER_PREFIX + metadata.getNamespace() + "/" + metadata.getName();
  }
}
