package com.wandb.iam.role;

import com.wandb.iam.access.KnownPermissions;
import com.wandb.iam.access.Permission;
import com.wandb.iam.access.RoleReview;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.server.sync.Licence;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.Snapshot;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a custom role, keeps it as declared and says who holds it. */
public final class CustomRoleReconciler implements Reconciler<CustomRole>, Cleaner<CustomRole> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final References lookups;
  private final Dependents dependents;
  private final Cleanups departures;
  private final ServerOwnership jurisdiction;
  private final Namespaces namespaces;
  private final RoleKeeper keeper;

  private static final int NAMED = 3;

  public CustomRoleReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      References lookups,
      Dependents dependents,
      Cleanups departures,
      ServerOwnership jurisdiction,
      Namespaces namespaces,
      RoleKeeper keeper) {
    this.runner = runner;
    this.resources = resources;
    this.lookups = lookups;
    this.dependents = dependents;
    this.departures = departures;
    this.jurisdiction = jurisdiction;
    this.namespaces = namespaces;
    this.keeper = keeper;
  }

  @Override
  public List<EventSource<?, CustomRole>> prepareEventSources(
      EventSourceContext<CustomRole> context) {
    return List.of(resources.register(CustomRole.class, context));
  }

  @Override
  public UpdateControl<CustomRole> reconcile(CustomRole role, Context<CustomRole> context) {
    return runner.reconcile(
        role,
        context,
        CustomRoleStatus.class,
        RoleReconciliation::new,
        pass -> {
          if (isOthers(pass.resource())) {
            return UpdateControl.noUpdate();
          }
          var before = pass.draft().id;
          var control = runner.reconcile(pass, this::run);
          if (!Objects.equals(before, pass.draft().id)) {
            dependents.wakeHolders(role);
          }
          return control;
        });
  }

  private ReconcileResult run(RoleReconciliation pass) {
    var spec = pass.resource().getSpec();
    ReconcileAbort.at(Suspension.of(spec));
    var review = RoleReview.of(spec.permissions());
    ReconcileAbort.at(invalid(review));
    var server = lookups.server(spec.serverRef().name());
    ReconcileAbort.at(Licence.enterprise("spec: a custom role", server));
    var name = Names.nameOf(pass.resource());
    lookups.take(ServerClaims.role(pass.resource()), pass, "the custom role " + name);
    var connection = lookups.connection(server.getMetadata().getName(), pass);
    lookups.lookAgain(pass, connection.name());

    pass.draft().serverName = connection.name();
    var role = offered(() -> keeper.ensure(pass, connection));
    describe(pass.draft(), role, connection.snapshot());
    pass.draft().warnings =
        review
            .warnings(
                spec.inherits().name(), permissions(role.inherited()), known(role, connection))
            .stream()
            .limit(50)
            .toList();
    return keeper.observes(pass)
        ? ReconcileResult.observed(List.of())
        : ReconcileResult.ready("the role " + name + " is as declared");
  }

  private static Optional<ReconcileResult> invalid(RoleReview review) {
    return review.violations().isEmpty()
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.rejected(
                Reason.Invalid,
                review.violations().stream()
                    .map(Violation::message)
                    .collect(Collectors.joining("; "))));
  }

  private interface Work {
    RemoteRole done();
  }

  private static RemoteRole offered(Work work) {
    try {
      return work.done();
    } catch (WandbException.Refused refused) {
      if (refused.reason() == WandbException.Refused.Refusal.LICENCE) {
        throw new ReconcileAbort(
            ReconcileResult.notOffered(
                Reason.LicenceRequired,
                "spec: the server's licence does not include custom roles: "
                    + refused.getMessage()));
      }
      throw refused;
    }
  }

  private static void describe(RoleStatusBuilder draft, RemoteRole role, Snapshot snapshot) {
    draft.holders = (int) holders(role.name(), snapshot);
    draft.effectivePermissions = role.added().size() + role.inherited().size();
  }

  private static long holders(String role, Snapshot snapshot) {
    var held = new TeamRole.Custom(role);
    return snapshot.rosters().stream()
        .flatMap(roster -> roster.members().stream())
        .filter(member -> held.equals(member.role()))
        .count();
  }

  private static boolean isHeld(RoleReconciliation pass, ServerConnection connection) {
    return holders(Names.nameOf(pass.resource()), connection.snapshot()) > 0;
  }

  /** What W&amp;B's pages name, and what the server itself lists elsewhere than in this role. */
  private static KnownPermissions known(RemoteRole own, ServerConnection connection) {
    return KnownPermissions.PUBLISHED.with(
        connection.snapshot().roles().stream()
            .flatMap(
                role ->
                    role.id().equals(own.id())
                        ? role.inherited().stream()
                        : Stream.concat(role.added().stream(), role.inherited().stream()))
            .flatMap(name -> Permission.parse(name).stream())
            .toList());
  }

  private static Set<Permission> permissions(Collection<String> names) {
    return names.stream()
        .flatMap(name -> Permission.parse(name).stream())
        .collect(Collectors.toSet());
  }

  @Override
  public DeleteControl cleanup(CustomRole role, Context<CustomRole> context) {
    return runner.cleanup(
        role,
        context,
        CustomRoleStatus.class,
        RoleReconciliation::new,
        pass ->
            isOthers(pass.resource())
                ? DeleteControl.noFinalizerRemoval()
                : runner.cleanup(pass, this::leave));
  }

  /** Roles are of the whole cluster: the other operator sees them, too, and sees to them. */
  private boolean isOthers(CustomRole role) {
    return Names.isRead(role)
        && resources
            .get(WandbServer.class, null, role.getSpec().serverRef().name())
            .filter(jurisdiction::isOthers)
            .isPresent();
  }

  private Optional<ReconcileResult> leave(RoleReconciliation pass) {
    var departure = departures.of(pass);
    var held =
        departure.letsGo(
                Cleanup.policy(pass.resource().getSpec().deletionPolicy(), pass.draft().adopted))
            ? Optional.<ReconcileResult>empty()
            : delete(pass, departure);
    if (held.isEmpty()) {
      departure.releaseClaims();
    }
    return held;
  }

  /** Deleting a role demotes everybody who holds it, so it waits for those who declare that. */
  private Optional<ReconcileResult> delete(RoleReconciliation pass, Cleanup departure) {
    var draft = pass.draft();
    if ((draft.id == null && draft.pendingCreate == null) || draft.serverName == null) {
      return Optional.empty();
    }
    if (departure.isServerGone(draft.serverName)) {
      return departure.orphan("the WandbServer is gone, and with it the way to the server");
    }
    var naming = dependents.naming(pass.resource());
    if (!naming.isEmpty()) {
      return departure.refuse(
          Reason.InUse,
          "TeamMemberships name the role, or cannot be read, and their people would fall back to"
              + " what it inherits from: "
              + naming.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (naming.size() > NAMED ? " and " + (naming.size() - NAMED) + " more" : ""));
    }
    var connection = lookups.connection(draft.serverName, pass);
    if (!namespaces.watched().areAll() && isHeld(pass, connection)) {
      return departure.refuse(
          Reason.InUse,
          "people hold the role on the server, perhaps by TeamMemberships of namespaces where the"
              + " operator does not work: take it from them first, or set spec.deletionPolicy to"
              + " Orphan");
    }
    keeper.own(pass, connection).ifPresent(role -> keeper.delete(pass, connection, role));
    return Optional.empty();
  }
}
