package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.CachedResources;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One prefix of a bucket belongs to one connector, on whichever server and in whichever namespace:
 * the data of two teams must not mix. Who has it keeps it, else the oldest gets it.
 */
final class BucketOverlaps {
  private static final Comparator<StorageConnector> FIRST =
      Comparator.<StorageConnector, Boolean>comparing(connector -> !isHeld(connector))
          .thenComparing(connector -> connector.getMetadata().getCreationTimestamp())
          .thenComparing(connector -> connector.getMetadata().getUid());

  private final CachedResources resources;

  /** The uids of those that went, and that the cache may still know. */
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  BucketOverlaps(CachedResources resources) {
    this.resources = resources;
  }

  /** Whether somebody else has the place; another namespace's connector is not named. */
  Optional<ReconcileResult> conflict(StorageConnector connector) {
    return others(connector)
        .filter(other -> FIRST.compare(other, connector) < 0)
        .min(FIRST)
        .map(
            other ->
                ReconcileResult.rejected(
                    Reason.Conflict,
                    "spec.path: this place in the bucket belongs to "
                        + (isHere(connector, other)
                            ? "the StorageConnector " + other.getMetadata().getName()
                            : "a StorageConnector of another namespace")
                        + " already: choose a path beside it, or use that one"));
  }

  /**
   * Lets the place of a connector go.
   *
   * @return those who may have waited for it
   */
  List<StorageConnector> release(StorageConnector leaving) {
    gone.retainAll(
        resources
            .all(StorageConnector.class)
            .map(known -> known.getMetadata().getUid())
            .collect(Collectors.toSet()));
    gone.add(leaving.getMetadata().getUid());
    return others(leaving).toList();
  }

  private Stream<StorageConnector> others(StorageConnector connector) {
    var location = DeclaredBucket.location(connector.getSpec());
    return resources.list(
        StorageConnector.class,
        other ->
            !other.getMetadata().getUid().equals(connector.getMetadata().getUid())
                && !gone.contains(other.getMetadata().getUid())
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
