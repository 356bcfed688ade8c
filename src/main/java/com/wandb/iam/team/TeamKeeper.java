package com.wandb.iam.team;

import com.wandb.iam.access.plan.Standing;
import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.RemoteTeam;
import java.util.List;
import java.util.Optional;

/** Finds, adopts, creates and recreates the team of a Team on its server. */
public final class TeamKeeper {
  private final References references;
  private final Creations creations;
  private final TeamBuckets buckets;
  private final EventRecorder events;
  private final WorkObserver observer;

  public TeamKeeper(
      References references,
      Creations creations,
      TeamBuckets buckets,
      EventRecorder events,
      WorkObserver observer) {
    this.references = references;
    this.creations = creations;
    this.buckets = buckets;
    this.events = events;
    this.observer = observer;
  }

  /** Returns the team on the server. Its id is in status when this returns. */
  RemoteTeam ensure(TeamReconciliation pass, ServerConnection connection, AccessRequest request) {
    var name = Names.nameOf(pass.resource());
    var team =
        bound(pass, connection)
            .or(() -> restored(pass, connection, name))
            .orElseGet(() -> findOrCreate(pass, connection, request, name));
    creations.remember(pass, connection, team.id(), pass.draft().adopted);
    return team;
  }

  /** Returns the team whose id is in status. */
  private Optional<RemoteTeam> bound(TeamReconciliation pass, ServerConnection connection) {
    var id = pass.draft().id;
    if (id == null) {
      return Optional.empty();
    }
    var remote = connection.snapshot().team(id).or(() -> connection.api().teams().byId(id));
    switch (Standing.bound(
        Names.nameOf(pass.resource()), remote.map(RemoteTeam::name).orElse(null))) {
      case Standing.Deleted deleted -> forgetDeleted(pass, connection);
      case Standing.Renamed renamed ->
          throw new ReconcileAbort(
              ReconcileResult.blocked(
                  Reason.IdentityChanged,
                  "The team was renamed on the W&B server. Rename it back, or delete this Team resource"
                      + " and declare one with the new name and adoptionPolicy IfExists."));
      default -> {}
    }
    return remote;
  }

  /**
   * Prepares the recreation of a team that was deleted in the W&amp;B App. Its data is lost, which
   * an event reports. Both APIs must confirm that the team no longer exists.
   */
  private void forgetDeleted(TeamReconciliation pass, ServerConnection connection) {
    var draft = pass.draft();
    var name = Names.nameOf(pass.resource());
    boolean nameInUse =
        connection.api().teams().byName(name).isPresent()
            || !connection.api().teams().rosters(List.of(name)).isEmpty();
    if (nameInUse) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.IdentityChanged,
              "The team was deleted on the W&B server, and another team has its name now. To manage"
                  + " that team, delete this Team and apply it again with adoptionPolicy IfExists."));
    }
    if (Boolean.TRUE.equals(draft.adopted)) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Missing,
              "The adopted team was deleted on the W&B server. To create a new, empty team, delete"
                  + " this Team and apply it again."));
    }
    draft.id = null;
    if (Names.isObserved(pass.resource())) {
      return;
    }
    events.warning(
        pass.resource(),
        "TeamGone",
        "Team "
            + name
            + " was deleted on the W&B server. The operator recreates it with the same storage and"
            + " adds its declared members again. Earlier runs and artifacts are not restored.");
    observer.driftCorrected(connection.name());
  }

  /** Returns the team of a resource that was restored from a backup without its status. */
  private Optional<RemoteTeam> restored(
      TeamReconciliation pass, ServerConnection connection, String name) {
    var before = creations.restored(pass, connection, pass.draft().pendingCreate).orElse(null);
    var found =
        Optional.ofNullable(before)
            .flatMap(known -> connection.api().teams().byId(known.id()))
            .filter(team -> team.name().equals(name));
    found.ifPresent(
        team -> {
          bind(pass.draft(), connection, team);
          pass.draft().adopted = before == null || !before.made();
          if (before != null && before.made()) {
            buckets.recall(pass);
          }
        });
    return found;
  }

  private RemoteTeam findOrCreate(
      TeamReconciliation pass, ServerConnection connection, AccessRequest request, String name) {
    var draft = pass.draft();
    var existing = connection.api().teams().byName(name);
    var standing =
        creations.named(
            name,
            draft.pendingCreate,
            existing.map(TeamKeeper::found),
            connection,
            pass.resource().getSpec().adoptionPolicy());
    if (existing.isPresent()) {
      boolean ours = standing instanceof Standing.Ours;
      if (!ours) {
        creations.warnOfOther(pass.resource(), draft.pendingCreate);
        draft.pendingCreate = null;
        // Forget the bucket in status, because the bucket of an adopted team is not known.
        draft.storage = null;
        adopt(pass, request, name, standing);
      }
      draft.adopted = !ours;
      return bind(draft, connection, existing.get());
    }
    if (Names.isObserved(pass.resource())) {
      var changes = List.of("create the team " + name);
      draft.plan = TeamReport.planned(changes, 0);
      throw new ReconcileAbort(ReconcileResult.observed(changes));
    }
    var bucket = buckets.choose(pass);
    var earlier = draft.pendingCreate;
    draft.pendingCreate = new PendingCreate(name, creations.now(connection));
    pass.save();
    draft.adopted = false;
    try {
      buckets.confirm(pass);
    } catch (ReconcileAbort aborted) {
      draft.pendingCreate = creations.withdraw(earlier);
      throw aborted;
    }
    var created =
        creations.make(
            () -> draft.pendingCreate = creations.withdraw(earlier),
            () -> connection.teams().create(name, bucket));
    events.normal(pass.resource(), "TeamCreated", "Created the team " + name + ".");
    return bind(draft, connection, created);
  }

  private RemoteTeam bind(TeamStatusBuilder draft, ServerConnection connection, RemoteTeam team) {
    draft.binding = creations.binding(connection);
    draft.id = team.id();
    draft.name = team.name();
    draft.pendingCreate = null;
    return team;
  }

  private static Standing.Found found(RemoteTeam team) {
    return new Standing.Found(team.created(), true);
  }

  private void adopt(
      TeamReconciliation pass, AccessRequest request, String name, Standing standing) {
    if (standing instanceof Standing.Refused) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: A team "
                  + name
                  + " already exists on the W&B server. To adopt it, set adoptionPolicy to IfExists;"
                  + " the tenants of the WandbServer must allow this."));
    }
    var server = references.server(Names.serverOf(pass.resource()));
    ReconcileAbort.atViolation(
        references.tenancy(server).check(request.adopting(), "spec.adoptionPolicy"));
    events.normal(pass.resource(), "TeamAdopted", "Adopted the team " + name + ".");
  }

  /** Returns the team to delete, read live, also if its creation was interrupted. */
  Optional<RemoteTeam> own(TeamReconciliation pass, ServerConnection connection, String name) {
    var id = pass.draft().id;
    if (id != null) {
      return connection.api().teams().byId(id).filter(team -> team.name().equals(name));
    }
    var asked = creations.now(connection);
    var named = connection.api().teams().byName(name);
    return creations.isOwn(
            name, pass.draft().pendingCreate, asked, named.map(TeamKeeper::found), connection)
        ? named
        : Optional.empty();
  }
}
