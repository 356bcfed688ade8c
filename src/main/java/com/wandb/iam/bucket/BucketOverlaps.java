package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.ResourceReader;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The exclusive use of locations: one prefix of a bucket belongs to one connector of the cluster,
 * because the data of two teams must not mix. A connector with a location keeps it; otherwise the
 * oldest gets it.
 */
public final class BucketOverlaps {
  private static final Comparator<StorageConnector> FIRST =
      Comparator.<StorageConnector, Boolean>comparing(connector -> !isHeld(connector))
          .thenComparing(connector -> connector.getMetadata().getCreationTimestamp())
          .thenComparing(connector -> connector.getMetadata().getUid());

  private final ResourceReader resources;

  /** The uids of deleted connectors that the cache may still contain. */
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  public BucketOverlaps(ResourceReader resources) {
    this.resources = resources;
  }

  /** Returns the conflict with another connector; one of another namespace is not named. */
  Optional<ReconcileResult> conflict(StorageConnector connector) {
    return others(connector)
        .filter(other -> FIRST.compare(other, connector) < 0)
        .min(FIRST)
        .map(
            other ->
                ReconcileResult.rejected(
                    Reason.Conflict,
                    "spec.path: This location in the bucket already belongs to "
                        + (isHere(connector, other)
                            ? "StorageConnector "
                                + other.getMetadata().getName()
                                + ". Choose another path, or use that StorageConnector."
                            : "a StorageConnector of another namespace. Choose another path.")));
  }

  /**
   * Releases the location of a connector.
   *
   * @return the connectors that may wait for it
   */
  List<StorageConnector> release(StorageConnector leaving) {
    deleted.retainAll(
        resources
            .all(StorageConnector.class)
            .map(known -> known.getMetadata().getUid())
            .collect(Collectors.toSet()));
    deleted.add(leaving.getMetadata().getUid());
    return others(leaving).toList();
  }

  private Stream<StorageConnector> others(StorageConnector connector) {
    var location = DeclaredBucket.location(connector.getSpec());
    return resources.list(
        StorageConnector.class,
        other ->
            !other.getMetadata().getUid().equals(connector.getMetadata().getUid())
                && !deleted.contains(other.getMetadata().getUid())
                && DeclaredBucket.location(other.getSpec()).overlaps(location));
  }

  private static boolean isHere(StorageConnector one, StorageConnector other) {
    return Objects.equals(one.getMetadata().getNamespace(), other.getMetadata().getNamespace());
  }

  private static boolean isHeld(StorageConnector connector) {
    var status = connector.getStatus();
    return status != null
        && status.address() != null
        && Conditions.find(status.conditions(), ConditionType.Accepted.name())
            .filter(accepted -> "True".equals(accepted.status()))
            .isPresent();
  }
}
