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

/** The bucket of a team. It is chosen when the team is created and cannot be changed later. */
public final class TeamBuckets {
  private final CachedResources resources;
  private final LiveResources live;
  private final FileStoreState fileStores;
  private final Creations creations;

  private static final Duration RETRY_WITHOUT_EVENT = Duration.ofMinutes(5);

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
   * Returns the bucket for a new team, and writes it to the status of the Team. Reads the connector
   * live.
   *
   * @return null to use the W&amp;B server's own storage
   * @throws ReconcileAbort if the connector does not exist or is not ready
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
                            "spec.storageConnectorRef.name: This namespace contains no"
                                + " StorageConnector "
                                + ref.name()
                                + ". Create it, or correct the name.")));
    if (!isUsable(connector)) {
      throw notReady(ref.name());
    }
    if (!connector.getSpec().serverRef().name().equals(Names.serverOf(pass.resource()))) {
      throw new ReconcileAbort(
          ReconcileResult.rejected(
              Reason.Invalid,
              "spec.storageConnectorRef.name: StorageConnector "
                  + ref.name()
                  + " belongs to another WandbServer. Choose another StorageConnector."));
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
            "StorageConnector "
                + connector
                + " is not ready; see its conditions. The team is created when it is ready, because"
                + " the bucket of a team cannot be changed later.",
            RETRY_WITHOUT_EVENT));
  }

  /**
   * Checks the connector again after the intent to create the team was saved in status. From then
   * on, the cleanup of the connector finds the intent and waits. So either the team or the deletion
   * stops.
   *
   * @throws ReconcileAbort if the connector is being deleted or is not ready any more
   */
  void confirm(TeamReconciliation pass) {
    var ref = pass.resource().getSpec().storageConnectorRef();
    if (ref != null && connectorNow(pass, ref).filter(TeamBuckets::isUsable).isEmpty()) {
      throw notReady(ref.name());
    }
  }

  /** Whether the connector was reconciled in its current form and its bucket can be used. */
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
   * Restores the bucket in status after a backup was restored without status. Uses the connector in
   * the spec, because its reference cannot be changed.
   */
  void recall(TeamReconciliation pass) {
    Optional.ofNullable(pass.resource().getSpec().storageConnectorRef())
        .flatMap(ref -> connectorNow(pass, ref))
        .ifPresent(connector -> pass.draft().storage = DeclaredBucket.shown(connector.getSpec()));
  }

  /** Returns a warning if the bucket of the team is unknown, because no request returns it. */
  static Optional<String> unknown(TeamReconciliation pass) {
    return pass.resource().getSpec().storageConnectorRef() != null && pass.draft().storage == null
        ? Optional.of(
            "The team existed before this resource. The operator cannot check whether the data of the team is"
                + " in the bucket of spec.storageConnectorRef.")
        : Optional.empty();
  }

  /** Keeps the bucket in the W&amp;B server's environment for a team that is orphaned. */
  void keep(TeamReconciliation pass) {
    if (pass.draft().id == null) {
      // Because the request to create the team may arrive after the cleanup reads the teams.
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

  /** Returns the name if the id is unknown because the operator stopped during the creation. */
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
