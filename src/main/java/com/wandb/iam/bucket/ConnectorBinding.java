package com.wandb.iam.bucket;

import com.wandb.iam.bucket.EntryOffer.Decision;
import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.StaleResourceException;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.storage.BucketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entry of a connector in the state of its server: offered, published and active. */
public final class ConnectorBinding {
  private static final int TRIES = 10;

  private final FileStoreState fileStores;
  private final LiveResources live;
  private final Secrets secrets;
  private final InstantSource clock;
  private final References references;
  private final Dependents dependents;

  public ConnectorBinding(
      FileStoreState fileStores,
      LiveResources live,
      Secrets secrets,
      InstantSource clock,
      References references,
      Dependents dependents) {
    this.fileStores = fileStores;
    this.live = live;
    this.secrets = secrets;
    this.clock = clock;
    this.references = references;
    this.dependents = dependents;
  }

  /**
   * Adds the bucket to the state of the server, which publishes it when it is due.
   *
   * @throws ReconcileAbort if another entry is in the location
   */
  void offer(ConnectorReconciliation pass, WandbServer server, BucketAddress address) {
    if (server.getSpec().bucketBindings() == null) {
      return;
    }
    var name = server.getMetadata().getName();
    var offer = offerOf(pass, address, null);
    var stores = fileStores.read(name);
    if (offer.isIn(stores)) {
      return;
    }
    var complete = offerOf(pass, address, found(stores, server, offer));
    for (int i = 0; i < TRIES && !complete.isIn(stores); i++) {
      var decision = complete.decide(stores);
      authorize(decision, pass, server);
      stores =
          fileStores.change(
              name,
              present -> {
                // Again under the lock, because connectors queue for it.
                if (complete.decide(present).equals(decision)
                    && !(decision instanceof Decision.Update)) {
                  abortIfDeleted(pass);
                }
                return complete.applyTo(present, decision);
              });
    }
    if (!complete.isIn(stores)) {
      throw new IllegalStateException(
          "The state Secret of " + name + " changes too often to be written");
    }
    dependents.enqueueServer(name);
  }

  private static EntryOffer offerOf(
      ConnectorReconciliation pass,
      BucketAddress address,
      Map.@Nullable Entry<String, FileStores.Entry> found) {
    return new EntryOffer(
        key(pass),
        address,
        pass.namespace() + "/" + pass.name(),
        wasBound(pass, address),
        pass.resource().getSpec().adoptionPolicy() != AdoptionPolicy.Never,
        found);
  }

  private static String key(ConnectorReconciliation pass) {
    return pass.resource().getMetadata().getUid();
  }

  /** Checks what must be true before the state is changed, and records an adoption in status. */
  private void authorize(Decision decision, ConnectorReconciliation pass, WandbServer server) {
    if (decision instanceof Decision.Update) {
      return;
    }
    abortIfDeleted(pass);
    switch (decision) {
      case Decision.Update _, Decision.Add _, Decision.TakeBack _ -> {}
      case Decision.Refuse refusal ->
          throw new ReconcileAbort(ReconcileResult.blocked(Reason.Conflict, refusal.message()));
      case Decision.Adopt _ -> {
        var use = DeclaredBucket.use(pass.resource().getSpec());
        ReconcileAbort.atViolation(
            references
                .tenancy(server)
                .check(references.bucket(pass, use).adopting(), "spec.adoptionPolicy"));
        pass.draft().adopted = true;
      }
    }
  }

  /**
   * Aborts if the resource no longer exists. A deletion that began before the finalizer was set
   * deletes the resource without a cleanup, so its entry would never be removed.
   */
  private void abortIfDeleted(ConnectorReconciliation pass) {
    if (live.get(StorageConnector.class, pass.namespace(), pass.name())
        .filter(now -> now.getMetadata().getUid().equals(key(pass)))
        .isEmpty()) {
      throw StaleResourceException.byDeletion();
    }
  }

  /** Returns the entry of others in the Secret that the state does not contain yet. */
  private Map.@Nullable Entry<String, FileStores.Entry> found(
      FileStores stores, WandbServer server, EntryOffer offer) {
    var bindings = server.getSpec().bucketBindings();
    if (bindings == null || FileStores.nameOf(bindings.secretRef()).equals(stores.source())) {
      return null;
    }
    var ref = bindings.secretRef();
    return secrets
        .shared(ref.namespace(), ref.name(), FileStores.VARIABLE)
        .read()
        .flatMap(
            value ->
                FileStores.NONE
                    .withFound(value, bindings.separator())
                    .at(offer.address().location(), offer.key()))
        .orElse(null);
  }

  private static boolean wasBound(ConnectorReconciliation pass, BucketAddress address) {
    return address.redacted().equals(pass.draft().address)
        && Conditions.find(pass.report().conditions(), ConditionType.Bound.name())
            .filter(bound -> "True".equals(bound.status()))
            .isPresent();
  }

  /** Returns the result of a connector that is only observed. */
  ReconcileResult observed(
      ConnectorReconciliation pass,
      WandbServer server,
      BucketAddress address,
      PreflightVerdict verdict) {
    return conclude(pass, server, address, verdict).observed(clock.instant());
  }

  /** Returns the result of a connector. */
  ReconcileResult result(
      ConnectorReconciliation pass,
      WandbServer server,
      BucketAddress address,
      PreflightVerdict verdict) {
    return conclude(pass, server, address, verdict).result(clock.instant());
  }

  private ConnectorResult conclude(
      ConnectorReconciliation pass,
      WandbServer server,
      BucketAddress address,
      PreflightVerdict verdict) {
    var bindings = server.getSpec().bucketBindings();
    var entry =
        bindings == null
            ? Optional.<FileStores.Entry>empty()
            : fileStores.read(server.getMetadata().getName()).of(key(pass));
    return new ConnectorResult(
        address,
        verdict,
        bindings,
        entry.orElse(null),
        wasBound(pass, address),
        boundOf(server),
        activeRevision(server));
  }

  private static @Nullable Condition boundOf(WandbServer server) {
    return Optional.ofNullable(server.getStatus())
        .flatMap(status -> Conditions.find(status.conditions(), ConditionType.Bound.name()))
        .orElse(null);
  }

  private static long activeRevision(WandbServer server) {
    var status = server.getStatus();
    var bindings = status == null ? null : status.bucketBindings();
    return bindings == null || bindings.activeRevision() == null ? 0 : bindings.activeRevision();
  }
}
