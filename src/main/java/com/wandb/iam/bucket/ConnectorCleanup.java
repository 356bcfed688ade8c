package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The cleanup of a connector that is being deleted: refused while Teams use its bucket. */
public final class ConnectorCleanup {
  private static final Duration WHILE_TEAMS_ARE_DELETED = Duration.ofSeconds(5);
  private static final String REMEDY =
      "The bucket of a team cannot be changed. Delete the Teams first, or set spec.deletionPolicy to"
          + " Orphan to keep the bucket in the environment of the W&B server.";

  private final Cleanups cleanups;
  private final Namespaces namespaces;
  private final LiveResources live;
  private final CachedResources resources;
  private final Dependents dependents;
  private final FileStoreCleanup fileStores;
  private final AddressSecrets addresses;
  private final ConnectorPreflight preflight;
  private final BucketOverlaps overlaps;

  public ConnectorCleanup(
      Cleanups cleanups,
      Namespaces namespaces,
      LiveResources live,
      CachedResources resources,
      Dependents dependents,
      FileStoreCleanup fileStores,
      AddressSecrets addresses,
      ConnectorPreflight preflight,
      BucketOverlaps overlaps) {
    this.cleanups = cleanups;
    this.namespaces = namespaces;
    this.live = live;
    this.resources = resources;
    this.dependents = dependents;
    this.fileStores = fileStores;
    this.addresses = addresses;
    this.preflight = preflight;
    this.overlaps = overlaps;
  }

  /**
   * Deletes the objects that the connector created, or orphans them as declared.
   *
   * @return why the connector is not deleted yet; empty if it is
   */
  Optional<ReconcileResult> run(ConnectorReconciliation pass) {
    var cleanup = cleanups.of(pass);
    // From spec, because a reconciliation may have been stopped before it wrote the status.
    var server = pass.resource().getSpec().serverRef().name();
    boolean orphans =
        cleanup.shouldOrphan(
            Cleanup.policy(pass.resource().getSpec().deletionPolicy(), pass.draft().adopted));
    if (!orphans) {
      var users = users(pass);
      if (areBeingDeleted(users) && !namespaces.terminating(pass.namespace())) {
        return Optional.of(
            ReconcileResult.waiting(
                Reason.InUse, inUse(users) + " " + REMEDY, WHILE_TEAMS_ARE_DELETED));
      }
      if (!users.isEmpty()) {
        var refused = cleanup.refuse(Reason.InUse, inUse(users), REMEDY);
        if (refused.isPresent()) {
          return refused;
        }
        orphans = true;
      }
    }
    remove(pass, server, orphans);
    return Optional.empty();
  }

  private void remove(ConnectorReconciliation pass, String server, boolean orphans) {
    fileStores.leave(pass, server, orphans);
    dependents.enqueueServer(server);
    addresses.leave(pass, orphans);
    preflight.forget(pass);
    overlaps.release(pass.resource()).forEach(this::enqueue);
  }

  /** Returns the Teams with data in the bucket, read live if the cache contains none. */
  private List<Team> users(ConnectorReconciliation pass) {
    var watched = dependents.with(pass.resource()).stream().filter(ConnectorCleanup::uses).toList();
    return watched.isEmpty()
        ? live.all(Team.class, pass.namespace())
            .filter(team -> Dependents.isWith(team, pass.resource()))
            .filter(ConnectorCleanup::uses)
            .toList()
        : watched;
  }

  /** Returns false for a Team that waits for the next connector with this name. */
  private static boolean uses(Team team) {
    return !Names.isWaiting(team);
  }

  private static boolean areBeingDeleted(List<Team> users) {
    return !users.isEmpty()
        && users.stream().allMatch(team -> team.getMetadata().getDeletionTimestamp() != null);
  }

  private void enqueue(HasMetadata other) {
    resources.enqueue(
        StorageConnector.class, other.getMetadata().getNamespace(), other.getMetadata().getName());
  }

  private static String inUse(List<? extends HasMetadata> users) {
    int more = users.size() - StorageConnectorReconciler.NAMED_TEAMS;
    return users.stream()
            .limit(StorageConnectorReconciler.NAMED_TEAMS)
            .map(team -> team.getMetadata().getName())
            .collect(Collectors.joining(", ", "The bucket contains data of these Teams: ", ""))
        + (more > 0 ? " and " + more + " more." : ".");
  }
}
