package com.wandb.iam.role;

import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.CustomRoleSpec;
import com.wandb.iam.crd.v1alpha1.InheritedRole;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.WandbException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds, takes over, makes and keeps the role of a CustomRole on its server. */
public final class RoleKeeper {
  private final CachedResources resources;
  private final Contests corrections;
  private final Creations creations;
  private final EventRecorder events;
  private final WorkObserver observer;
  private final InstantSource clock;

  /** A server may refuse a role without a description. */
  private static final String DEFAULT_DESCRIPTION = "Managed by wandb-iam-operator";

  public RoleKeeper(
      CachedResources resources,
      Contests corrections,
      Creations creations,
      EventRecorder events,
      WorkObserver observer,
      InstantSource clock) {
    this.resources = resources;
    this.corrections = corrections;
    this.creations = creations;
    this.events = events;
    this.observer = observer;
    this.clock = clock;
  }

  /** The role as it is to be on the server; its id is in status when this returns. */
  RemoteRole ensure(RoleReconciliation pass, ServerConnection connection) {
    var name = Names.nameOf(pass.resource());
    var role =
        bound(pass, connection, name)
            .or(() -> restored(pass, connection, name))
            .orElseGet(() -> findOrCreate(pass, connection, name));
    creations.remember(pass, connection, role.id(), pass.draft().adopted);
    return agrees(pass.resource().getSpec(), role) ? role : correct(pass, connection, role);
  }

  /** The role whose id is known. One that was deleted in the app is made anew: it holds no data. */
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
    if (found.isEmpty()) {
      pass.draft().id = null;
      if (!observes(pass)) {
        events.warning(
            pass.resource(), "RoleGone", "the role was deleted on the server; it is made anew");
        observer.driftCorrected(connection.name());
      }
      return found;
    }
    if (!found.get().name().equals(name)) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.IdentityChanged,
              "the role was renamed on the server; rename it back, or declare it anew under its"
                  + " new name"));
    }
    return found;
  }

  /** The role that this resource stood for before a backup was restored without its status. */
  private Optional<RemoteRole> restored(
      RoleReconciliation pass, ServerConnection connection, String name) {
    return creations
        .restored(pass, connection, pass.draft().pendingCreate)
        .flatMap(
            before ->
                connection
                    .api()
                    .roles()
                    .byId(before.id())
                    .filter(role -> role.name().equals(name))
                    .map(role -> bind(pass.draft(), role, !before.made())));
  }

  private RemoteRole findOrCreate(
      RoleReconciliation pass, ServerConnection connection, String name) {
    var draft = pass.draft();
    var existing = named(connection, name);
    if (existing.isPresent()) {
      boolean ours =
          creations.isOurs(draft.pendingCreate, name, existing.get().created(), connection);
      if (!ours) {
        adopt(pass, name);
      }
      return bind(draft, existing.get(), !ours);
    }
    stopWhereObserved(pass, "make the role " + name);
    draft.pendingCreate = new PendingCreate(name, creations.now(connection));
    pass.save();
    var spec = pass.resource().getSpec();
    var description = spec.description();
    var made =
        creations.make(
            () -> draft.pendingCreate = null,
            () ->
                connection
                    .api()
                    .roles()
                    .create(
                        name,
                        description == null ? DEFAULT_DESCRIPTION : description,
                        spec.inherits() == InheritedRole.Viewer,
                        Set.copyOf(spec.permissions())));
    note(connection, made);
    events.normal(pass.resource(), "RoleCreated", "made the role " + name);
    return bind(draft, made, false);
  }

  /** The role of that name, read live. */
  Optional<RemoteRole> named(ServerConnection connection, String name) {
    try {
      return connection.api().roles().list().stream()
          .filter(role -> role.name().equals(name))
          .findFirst();
    } catch (WandbException.NotFound none) {
      throw new ReconcileAbort(
          ReconcileResult.notOffered(
              Reason.NotSupported, "spec: this server, in its version, has no custom roles"));
    }
  }

  private static void adopt(RoleReconciliation pass, String name) {
    if (pass.resource().getSpec().adoptionPolicy() == AdoptionPolicy.Never) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: a role "
                  + name
                  + " exists on the server already; set adoptionPolicy to IfExists to take it"
                  + " over"));
    }
  }

  private static RemoteRole bind(RoleStatusBuilder draft, RemoteRole role, boolean adopted) {
    draft.id = role.id();
    draft.name = role.name();
    draft.adopted = adopted;
    draft.pendingCreate = null;
    return role;
  }

  /** Reads the role again, for the write is guarded by its version, and sends all of it. */
  private RemoteRole correct(
      RoleReconciliation pass, ServerConnection connection, RemoteRole seen) {
    var spec = pass.resource().getSpec();
    var role =
        connection
            .api()
            .roles()
            .byId(seen.id())
            .orElseThrow(() -> new WandbException.NotFound("the role was deleted meanwhile"));
    if (agrees(spec, role)) {
      note(connection, role);
      return role;
    }
    stopWhereObserved(pass, difference(spec, role));
    var matter = Contests.Matter.of(pass, "as declared");
    stopWhereContested(matter, role.name(), pass);
    var description = spec.description();
    var written =
        connection
            .api()
            .roles()
            .replace(
                role,
                description == null ? describing(role) : description,
                spec.inherits() == InheritedRole.Viewer,
                Set.copyOf(spec.permissions()));
    note(connection, written);
    corrections.done(matter);
    if (Objects.equals(pass.report().observedGeneration(), pass.generation())) {
      observer.driftCorrected(connection.name());
    }
    events.normal(pass.resource(), "RoleChanged", "made the role " + role.name() + " as declared");
    return written;
  }

  /** Whether nothing is to be written. */
  boolean observes(RoleReconciliation pass) {
    return pass.resource().getSpec().managementPolicy() == ManagementPolicy.Observe;
  }

  private void stopWhereObserved(RoleReconciliation pass, String would) {
    if (observes(pass)) {
      throw new ReconcileAbort(ReconcileResult.observed(List.of(would)));
    }
  }

  private void stopWhereContested(Contests.Matter matter, String name, RoleReconciliation pass) {
    var server = pass.resource().getSpec().serverRef().name();
    boolean contested =
        resources
            .get(WandbServer.class, null, server)
            .map(resource -> Durations.parse(resource.getSpec().sync().interval()))
            .filter(interval -> corrections.isContested(matter, interval))
            .isPresent();
    if (contested) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Contested,
              "somebody changed the role "
                  + name
                  + " back twice: find who manages it beside the operator, then annotate "
                  + ActionAnnotation.RECONCILE.annotation()
                  + " with a new value"));
    }
  }

  private static String difference(CustomRoleSpec spec, RemoteRole role) {
    var declared = without(role.inherited(), Set.copyOf(spec.permissions()));
    var held = without(role.inherited(), role.added());
    return "change the role "
        + role.name()
        + ": add "
        + new TreeSet<>(without(held, declared))
        + ", remove "
        + new TreeSet<>(without(declared, held));
  }

  private static String describing(RemoteRole role) {
    return role.description().isBlank() ? DEFAULT_DESCRIPTION : role.description();
  }

  private void note(ServerConnection connection, RemoteRole role) {
    connection.store().writeThrough(clock.instant(), snapshot -> snapshot.with(role));
  }

  /**
   * Whether the role is as declared. A server may list a permission that is declared and inherited
   * as either; a description that is not declared is the server's.
   */
  private static boolean agrees(CustomRoleSpec spec, RemoteRole role) {
    var description = spec.description();
    return (description == null || description.equals(role.description()))
        && role.inheritsViewer() == (spec.inherits() == InheritedRole.Viewer)
        && without(role.inherited(), Set.copyOf(spec.permissions()))
            .equals(without(role.inherited(), role.added()));
  }

  private static Set<String> without(Set<String> inherited, Set<String> permissions) {
    var rest = new HashSet<>(permissions);
    rest.removeAll(inherited);
    return rest;
  }

  /** The role to delete, read live: by its id, or made in a pass that was cut off. */
  Optional<RemoteRole> own(RoleReconciliation pass, ServerConnection connection) {
    var draft = pass.draft();
    var name = Names.nameOf(pass.resource());
    return draft.id != null
        ? connection.api().roles().byId(draft.id).filter(role -> role.name().equals(name))
        : named(connection, name)
            .filter(
                role -> creations.isOurs(draft.pendingCreate, name, role.created(), connection));
  }

  void delete(RoleReconciliation pass, ServerConnection connection, RemoteRole role) {
    connection.api().roles().delete(role.id());
    connection.store().writeThrough(clock.instant(), snapshot -> snapshot.withoutRole(role.name()));
    events.normal(pass.resource(), "RoleDeleted", "deleted the role " + role.name());
  }
}
