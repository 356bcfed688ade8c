package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.storage.BucketAddress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Secret with the address of a bucket, for users who run a W&amp;B server with it. */
public final class AddressSecrets {
  private static final String OWNER_PREFIX = "StorageConnector/";
  private static final String KEY = "BUCKET";

  private final Secrets secrets;

  public AddressSecrets(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Returns the connector that the operator created a Secret for. */
  static Set<ResourceID> ownerOf(Secret secret) {
    return OwnedSecret.ownerOf(secret)
        .filter(owner -> owner.startsWith(OWNER_PREFIX))
        .map(owner -> owner.substring(OWNER_PREFIX.length()))
        .map(name -> Set.of(new ResourceID(name, secret.getMetadata().getNamespace())))
        .orElse(Set.of());
  }

  private static String nameOf(StorageConnector connector) {
    var secret = connector.getSpec().secret();
    return secret == null ? connector.getMetadata().getName() + "-wandb-storage" : secret.name();
  }

  private static String ownedBy(StorageConnector connector) {
    return OWNER_PREFIX + connector.getMetadata().getName();
  }

  /**
   * Writes the address to the Secret, then deletes the Secret with the former name.
   *
   * @throws ReconcileAbort if the Secret belongs to others, or the namespace is being deleted
   */
  void publish(ConnectorReconciliation pass, BucketAddress address) {
    var connector = pass.resource();
    var name = nameOf(connector);
    var wanted = wanted(connector, address);
    switch (secrets.apply(wanted, secrets.read(pass.namespace(), name).orElse(null))) {
      case FOREIGN ->
          throw new ReconcileAbort(
              ReconcileResult.blocked(
                  Reason.SecretConflict,
                  "spec.secret.name: Secret "
                      + name
                      + " exists and is not managed by this StorageConnector; it was not changed."
                      + " Choose another name or delete that Secret."));
      case TERMINATING ->
          throw new ReconcileAbort(
              ReconcileResult.waiting(
                  Reason.Pending, "The namespace is being deleted, so no Secret is created."));
      case WRITTEN, UNCHANGED -> {}
    }
    var former = pass.draft().secretName;
    if (former != null && !former.equals(name)) {
      secrets.deleteOwned(pass.namespace(), former, ownedBy(connector));
    }
    pass.draft().secretName = name;
    removeOrphans(pass, name);
  }

  /**
   * Returns whether the Secret contains exactly this address. Then the bucket was checked with
   * these credentials, because nothing is written before the check.
   */
  boolean holds(ConnectorReconciliation pass, BucketAddress address) {
    var connector = pass.resource();
    return nameOf(connector).equals(pass.draft().secretName)
        && secrets
            .read(pass.namespace(), nameOf(connector))
            .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy(connector)))
            .flatMap(secret -> Secrets.value(secret, KEY))
            .filter(address.reveal()::equals)
            .isPresent();
  }

  /**
   * Deletes Secrets of the connector with other names. They exist if a reconciliation was stopped
   * after it wrote a Secret and before it recorded the name.
   */
  private void removeOrphans(ConnectorReconciliation pass, String wanted) {
    orphans(pass.watched(Secret.class), pass.resource(), wanted)
        .forEach(name -> secrets.deleteOwned(pass.namespace(), name, ownedBy(pass.resource())));
  }

  /** Returns the names of the Secrets of the connector with other names than the wanted one. */
  static List<String> orphans(Set<Secret> watched, StorageConnector connector, String wanted) {
    return watched.stream()
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy(connector)))
        .map(HasMetadata::getMetadata)
        .filter(found -> found.getNamespace().equals(connector.getMetadata().getNamespace()))
        .map(ObjectMeta::getName)
        .filter(name -> !name.equals(wanted))
        .sorted()
        .toList();
  }

  /** Returns the desired Secret. */
  static OwnedSecret wanted(StorageConnector connector, BucketAddress address) {
    return new OwnedSecret(
        connector.getMetadata().getNamespace(),
        nameOf(connector),
        ownedBy(connector),
        owner(connector),
        Map.of(),
        Map.of(),
        Map.of(KEY, address.reveal()));
  }

  private static @Nullable OwnerReference owner(StorageConnector connector) {
    if (connector.getSpec().deletionPolicy() == DeletionPolicy.Orphan) {
      return null;
    }
    return new OwnerReferenceBuilder()
        .withApiVersion(connector.getApiVersion())
        .withKind(connector.getKind())
        .withName(connector.getMetadata().getName())
        .withUid(connector.getMetadata().getUid())
        .withController(true)
        .build();
  }

  /**
   * Deletes the Secret of a deleted connector, or removes its owner reference so that it stays.
   *
   * @param stays whether the connector is orphaned
   */
  void leave(ConnectorReconciliation pass, boolean stays) {
    var name = pass.draft().secretName;
    if (name == null) {
      return;
    }
    removeOrphans(pass, name);
    if (stays) {
      secrets.disown(pass.namespace(), name, ownedBy(pass.resource()));
    } else {
      secrets.deleteOwned(pass.namespace(), name, ownedBy(pass.resource()));
    }
  }
}
