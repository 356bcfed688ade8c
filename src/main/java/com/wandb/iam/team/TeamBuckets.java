package com.wandb.iam.team;

import com.wandb.iam.bucket.DeclaredBucket;
import com.wandb.iam.bucket.binding.BucketUsers;
import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.LocalReference;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.wandb.TeamBucket;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bucket of a team: chosen when the team is made, and never again. */
public final class TeamBuckets {
  private final CachedResources resources;
  private final LiveResources live;
  private final FileStoreState fileStores;
  private final Creations creations;

  private static final Duration WOKEN_USUALLY = Duration.ofMinutes(5);

  public TeamBuckets(
      CachedResources resources,
      LiveResources live,
      FileStoreState fileStores,
      Creations creations) {
    this.resources = resources;
    this.live = live;
    this.fileStores = fileStores;
    this.creations = creations;
  }

  /**
   * The bucket that a team is to be made with now, by what the API server says at this moment; its
   * status says so from here on.
   *
   * @return null where it goes to the server's own storage
   * @throws ReconcileAbort where the connector is not there, or the server does not know the bucket
   *     yet
   */
  @Nullable TeamBucket choose(TeamReconciliation pass) {
    var ref = pass.resource().getSpec().storageConnectorRef();
    if (ref == null) {
      return null;
    }
    var connector =
        connectorNow(pass, ref)
            .orElseThrow(
                () ->
                    new ReconcileAbort(
                        ReconcileResult.unresolved(
                            Reason.ConnectorNotFound,
                            "spec.storageConnectorRef.name: there is no StorageConnector "
                                + ref.name()
                                + " in this namespace; create it, or name another")));
    if (!isUsable(connector)) {
      throw notReady(ref.name());
    }
    if (!connector.getSpec().serverRef().name().equals(Names.serverOf(pass.resource()))) {
      throw new ReconcileAbort(
          ReconcileResult.rejected(
              Reason.Invalid,
              "spec.storageConnectorRef.name: the StorageConnector "
                  + ref.name()
                  + " is one of another server"));
    }
    pass.draft().storage = DeclaredBucket.shown(connector.getSpec());
    return DeclaredBucket.ofTeam(connector.getSpec());
  }

  private Optional<StorageConnector> connectorNow(TeamReconciliation pass, LocalReference ref) {
    return live.get(StorageConnector.class, pass.namespace(), ref.name());
  }

  private static ReconcileAbort notReady(String connector) {
    return new ReconcileAbort(
        ReconcileResult.waiting(
            Reason.ConnectorNotReady,
            "waiting for the StorageConnector "
                + connector
                + ", whose conditions say what it lacks: the team's bucket could never be changed"
                + " later",
            WOKEN_USUALLY));
  }

  /**
   * Looks once more, now that the Team's status says that the team is about to be made: whoever
   * deletes the connector sees that from here on and waits, so one of the two gives way.
   *
   * @throws ReconcileAbort where the connector goes
   */
  void confirm(TeamReconciliation pass) {
    var ref = pass.resource().getSpec().storageConnectorRef();
    if (ref != null && connectorNow(pass, ref).filter(TeamBuckets::isUsable).isEmpty()) {
      throw notReady(ref.name());
    }
  }

  /** Looked at for what it is now, bound, and as far as anybody knows read by the server. */
  private static boolean isUsable(StorageConnector connector) {
    var status = connector.getStatus();
    return Names.isRead(connector)
        && connector.getMetadata().getDeletionTimestamp() == null
        && status != null
        && Objects.equals(status.observedGeneration(), connector.getMetadata().getGeneration())
        && is(connector, ConditionType.Ready, "True")
        && !is(connector, ConditionType.Active, "False");
  }

  private static boolean is(StorageConnector connector, ConditionType type, String state) {
    return Conditions.find(connector.getStatus().conditions(), type.name())
        .filter(condition -> state.equals(condition.status()))
        .isPresent();
  }

  /**
   * Says again which bucket the team was made with, after a backup was restored without status: the
   * one of the connector that the Team names, which it cannot have changed.
   */
  void recall(TeamReconciliation pass) {
    Optional.ofNullable(pass.resource().getSpec().storageConnectorRef())
        .flatMap(ref -> connectorNow(pass, ref))
        .ifPresent(connector -> pass.draft().storage = DeclaredBucket.shown(connector.getSpec()));
  }

  /** What cannot be checked: no call tells which bucket a team was made with. */
  static Optional<String> unknown(TeamReconciliation pass) {
    return pass.resource().getSpec().storageConnectorRef() != null && pass.draft().storage == null
        ? Optional.of(
            "the team was there before: whether its data is in the bucket of"
                + " spec.storageConnectorRef no call of the server tells")
        : Optional.empty();
  }

  /** The bucket stays in the server's environment for a team that stays there undeclared. */
  void keep(TeamReconciliation pass) {
    if (pass.draft().id == null) {
      // Else the server might be asked for the team before the request to make it arrives.
      creations.awaitArrival(pass.draft().pendingCreate);
    }
    var ref = pass.resource().getSpec().storageConnectorRef();
    var team = idOrName(pass.draft()).orElse(null);
    var server = pass.draft().serverName;
    if (ref == null || team == null || server == null) {
      return;
    }
    var connector = resources.get(StorageConnector.class, pass.namespace(), ref.name());
    var uid = connector.map(HasMetadata::getMetadata).map(metadata -> metadata.getUid());
    var owner = pass.namespace() + "/" + ref.name();
    fileStores
        .find(server)
        .ifPresent(
            present ->
                present.entries().entrySet().stream()
                    .filter(
                        entry ->
                            uid.filter(entry.getKey()::equals).isPresent()
                                || entry.getValue().owner().equals(owner))
                    .map(Map.Entry::getKey)
                    .forEach(key -> note(server, key, team)));
  }

  /** One that was on its way to the server when its maker was stopped has no id that we know. */
  private static Optional<String> idOrName(TeamStatusBuilder draft) {
    return Optional.ofNullable(draft.id)
        .or(
            () ->
                Optional.ofNullable(draft.pendingCreate)
                    .map(pending -> BucketUsers.named(pending.name())));
  }

  private void note(String server, String key, String team) {
    fileStores.change(
        server,
        stores ->
            stores
                .of(key)
                .map(
                    entry -> {
                      var teams = new HashSet<>(entry.teams());
                      teams.add(team);
                      return stores.with(key, entry.withTeams(teams));
                    })
                .orElse(stores));
  }
}
