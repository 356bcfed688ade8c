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
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Secret that holds a bucket's address, for whoever starts a server of their own with it. */
final class AddressSecrets {
  private static final String OWNER_PREFIX = "StorageConnector/";
  private static final String KEY = "BUCKET";

  private final Secrets secrets;

  AddressSecrets(Secrets secrets) {
    this.secrets = secrets;
  }

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

  /** Makes the Secret hold the address; the one under the name of before goes after that. */
  void publish(ConnectorReconciliation pass, BucketAddress address) {
    var connector = pass.resource();
    var name = nameOf(connector);
    var wanted =
        new OwnedSecret(
            pass.namespace(),
            name,
            ownedBy(connector),
            owner(connector),
            Map.of(),
            Map.of(),
            Map.of(KEY, address.reveal()));
    switch (secrets.apply(wanted, secrets.read(pass.namespace(), name).orElse(null))) {
      case FOREIGN ->
          throw new ReconcileAbort(
              ReconcileResult.blocked(
                  Reason.SecretConflict,
                  "spec.secret.name: a Secret "
                      + name
                      + " exists that does not belong to this resource, and is left as it is;"
                      + " choose another name or remove it"));
      case TERMINATING ->
          throw new ReconcileAbort(
              ReconcileResult.waiting(Reason.Pending, "the namespace is being deleted: no Secret"));
      case WRITTEN, UNCHANGED -> {}
    }
    var former = pass.draft().secretName;
    if (former != null && !former.equals(name)) {
      secrets.deleteOwned(pass.namespace(), former, ownedBy(connector));
    }
    pass.draft().secretName = name;
    removeStrays(pass, name);
  }

  /**
   * Whether the Secret holds exactly this address: then it was looked at with these credentials,
   * for nothing is written before that.
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
   * A pass that was stopped between writing a Secret and noting its name leaves it where nothing
   * declares it.
   */
  private void removeStrays(ConnectorReconciliation pass, String wanted) {
    pass.watched(Secret.class).stream()
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy(pass.resource())))
        .map(HasMetadata::getMetadata)
        .filter(found -> found.getNamespace().equals(pass.namespace()))
        .filter(found -> !found.getName().equals(wanted))
        .forEach(
            found ->
                secrets.deleteOwned(
                    found.getNamespace(), found.getName(), ownedBy(pass.resource())));
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
   * The Secret of a connector that goes.
   *
   * @param stays whether what the connector stood for stays
   */
  void leave(ConnectorReconciliation pass, boolean stays) {
    var name = pass.draft().secretName;
    if (name == null) {
      return;
    }
    removeStrays(pass, name);
    if (stays) {
      secrets.disown(pass.namespace(), name, ownedBy(pass.resource()));
    } else {
      secrets.deleteOwned(pass.namespace(), name, ownedBy(pass.resource()));
    }
  }
}
