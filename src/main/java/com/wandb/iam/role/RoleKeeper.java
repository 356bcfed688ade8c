package com.wandb.iam.role;

import com.wandb.iam.access.plan.Standing;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.PlainText;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.WandbException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeper of the role of a CustomRole: finds, adopts, creates, corrects and deletes it. */
public final class RoleKeeper {
  private final Contests contests;
  private final Creations creations;
  private final EventRecorder events;
  private final WorkObserver observer;
  private final InstantSource clock;

  public RoleKeeper(
      Contests contests,
      Creations creations,
      EventRecorder events,
      WorkObserver observer,
      InstantSource clock) {
    this.contests = contests;
    this.creations = creations;
    this.events = events;
    this.observer = observer;
    this.clock = clock;
  }

  /**
   * Returns the role in the declared state; its id is in status when this returns.
   *
   * @param interval the sync interval, which limits the time in which conflicting changes are
   *     counted
   * @throws ReconcileAbort if the role cannot have that state
   */
  RemoteRole ensure(RoleReconciliation pass, ServerConnection connection, Duration interval) {
    try {
      return keep(pass, connection, interval);
    } catch (WandbException.Refused refused) {
      if (refused.reason() == WandbException.Refused.Refusal.LICENCE) {
        throw new ReconcileAbort(
            ReconcileResult.notOffered(
                Reason.LicenceRequired,
                "spec: The licence of the W&B server does not include custom roles: "
                    + PlainText.clause(String.valueOf(refused.getMessage()))
                    + "."));
      }
      throw refused;
    }
  }

  private RemoteRole keep(RoleReconciliation pass, ServerConnection connection, Duration interval) {
    var name = Names.nameOf(pass.resource());
    var role =
        bound(pass, connection, name)
            .or(() -> restored(pass, connection, name))
            .orElseGet(() -> findOrCreate(pass, connection, name));
    creations.remember(pass, connection, role.id(), pass.draft().adopted);
    return DeclaredRole.of(pass.resource().getSpec()).agrees(role)
        ? agreed(pass, role)
        : correct(pass, connection, role, interval);
  }

  /** Ends a contest, so that the next drift is corrected. */
  private RemoteRole agreed(RoleReconciliation pass, RemoteRole role) {
    contests.agreed(matter(pass));
    return role;
  }

  /**
   * Returns the role with the id in status. A deleted role is recreated, because a role contains no
   * data.
   */
  private Optional<RemoteRole> bound(
      RoleReconciliation pass, ServerConnection connection, String name) {
    var id = pass.draft().id;
    if (id == null) {
      return Optional.empty();
    }
    var found =
        connection.snapshot().roles().stream()
            .filter(role -> role.id().equals(id))
            .findFirst()
            .or(() -> connection.api().roles().byId(id));
    switch (Standing.bound(name, found.map(RemoteRole::name).orElse(null))) {
      case Standing.Deleted deleted -> forget(pass, connection);
      case Standing.Renamed renamed ->
          throw new ReconcileAbort(
              ReconcileResult.blocked(
                  Reason.IdentityChanged,
                  "The role was renamed on the W&B server. Rename it back, or delete this"
                      + " CustomRole and declare one with the new name and adoptionPolicy"
                      + " IfExists."));
      default -> {}
    }
    return found;
  }

  private void forget(RoleReconciliation pass, ServerConnection connection) {
    pass.draft().id = null;
    if (!observes(pass)) {
      events.warning(
          pass.resource(),
          "RoleGone",
          "The role was deleted on the W&B server. The operator recreates it.");
      observer.driftCorrected(connection.name());
    }
  }

  /** Returns the role that the resource had before a backup was restored without its status. */
  private Optional<RemoteRole> restored(
      RoleReconciliation pass, ServerConnection connection, String name) {
    var before = creations.restored(pass, connection, pass.draft().pendingCreate).orElse(null);
    if (before == null) {
      return Optional.empty();
    }
    var found = connection.api().roles().byId(before.id());
    var actual = found.map(RemoteRole::name).orElse(null);
    return Standing.restored(name, actual, before.made()) instanceof Standing.Restored(var adopted)
        ? found.map(role -> bind(pass, connection, role, adopted))
        : Optional.empty();
  }

  private RemoteRole findOrCreate(
      RoleReconciliation pass, ServerConnection connection, String name) {
    var draft = pass.draft();
    var existing = named(connection, name);
    var standing =
        creations.named(
            name,
            draft.pendingCreate,
            existing.map(RoleKeeper::found),
            connection,
            pass.resource().getSpec().adoptionPolicy());
    if (existing.isPresent() && !(standing instanceof Standing.Ours)) {
      creations.warnOfOther(pass.resource(), draft.pendingCreate);
      draft.pendingCreate = null;
    }
    if (standing instanceof Standing.Refused) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: Role "
                  + name
                  + " already exists on the W&B server. Set adoptionPolicy to IfExists to"
                  + " adopt it."));
    }
    return existing
        .map(role -> bind(pass, connection, role, !(standing instanceof Standing.Ours)))
        .orElseGet(() -> create(pass, connection, name));
  }

  private static Standing.Found found(RemoteRole role) {
    return new Standing.Found(role.created(), true);
  }

  private RemoteRole create(RoleReconciliation pass, ServerConnection connection, String name) {
    var draft = pass.draft();
    abortIfObserved(pass, "create the role " + name);
    var earlier = draft.pendingCreate;
    draft.pendingCreate = new PendingCreate(name, creations.now(connection));
    pass.save();
    var wanted = DeclaredRole.of(pass.resource().getSpec());
    var made =
        creations.make(
            () -> draft.pendingCreate = creations.withdraw(earlier),
            () -> wanted.create(connection.api().roles(), name));
    note(connection, made);
    events.normal(pass.resource(), "RoleCreated", "Created role " + name + ".");
    return bind(pass, connection, made, false);
  }

  /** Returns the role with this name, read live. */
  Optional<RemoteRole> named(ServerConnection connection, String name) {
    try {
      return connection.api().roles().list().stream()
          .filter(role -> role.name().equals(name))
          .findFirst();
    } catch (WandbException.NotFound none) {
      throw new ReconcileAbort(
          ReconcileResult.notOffered(
              Reason.NotSupported,
              "spec: This version of the W&B server does not support custom roles."));
    }
  }

  private RemoteRole bind(
      RoleReconciliation pass, ServerConnection connection, RemoteRole role, boolean adopted) {
    var draft = pass.draft();
    draft.binding = creations.binding(connection);
    draft.id = role.id();
    draft.name = role.name();
    draft.adopted = adopted;
    draft.pendingCreate = null;
    return role;
  }

  /** Reads the role live, because a write needs its version and replaces all of it. */
  private RemoteRole correct(
      RoleReconciliation pass, ServerConnection connection, RemoteRole seen, Duration interval) {
    var wanted = DeclaredRole.of(pass.resource().getSpec());
    var role =
        connection
            .api()
            .roles()
            .byId(seen.id())
            .orElseThrow(
                () -> new WandbException.NotFound("The role was deleted in the meantime."));
    if (wanted.agrees(role)) {
      note(connection, role);
      return agreed(pass, role);
    }
    abortIfObserved(pass, wanted.difference(role));
    var matter = matter(pass);
    if (contests.isContested(matter, interval)) {
      throw new ReconcileAbort(contested(role.name()));
    }
    var written = wanted.replace(connection.api().roles(), role);
    note(connection, written);
    contests.done(matter);
    if (Objects.equals(pass.report().observedGeneration(), pass.generation())) {
      observer.driftCorrected(connection.name());
    }
    events.normal(
        pass.resource(), "RoleChanged", "Changed role " + role.name() + " to match the spec.");
    return written;
  }

  private static Contests.Matter matter(RoleReconciliation pass) {
    return Contests.Matter.of(pass, "as declared");
  }

  /** Returns whether the operator only observes the role. */
  boolean observes(RoleReconciliation pass) {
    return pass.resource().getSpec().managementPolicy() == ManagementPolicy.Observe;
  }

  private void abortIfObserved(RoleReconciliation pass, String would) {
    if (observes(pass)) {
      throw new ReconcileAbort(ReconcileResult.observed(List.of(would)));
    }
  }

  private static ReconcileResult contested(String name) {
    return ReconcileResult.blocked(
        Reason.Contested,
        "Another client reverted the operator's change of role %s twice. %s"
            .formatted(name, Contests.remedy()));
  }

  private void note(ServerConnection connection, RemoteRole role) {
    connection.store().writeThrough(clock.instant(), snapshot -> snapshot.with(role));
  }

  /** Returns the role to delete, read live: by the id in status, or by the recorded intent. */
  Optional<RemoteRole> own(RoleReconciliation pass, ServerConnection connection) {
    var draft = pass.draft();
    var name = Names.nameOf(pass.resource());
    if (draft.id != null) {
      return connection.api().roles().byId(draft.id).filter(role -> role.name().equals(name));
    }
    var asked = creations.now(connection);
    var named = named(connection, name);
    return creations.isOwn(
            name, draft.pendingCreate, asked, named.map(RoleKeeper::found), connection)
        ? named
        : Optional.empty();
  }

  /** Deletes the role on the server and in the snapshot. */
  void delete(RoleReconciliation pass, ServerConnection connection, RemoteRole role) {
    connection.api().roles().delete(role.id());
    connection.store().writeThrough(clock.instant(), snapshot -> snapshot.withoutRole(role.name()));
    events.normal(pass.resource(), "RoleDeleted", "Deleted role " + role.name() + ".");
  }
}
