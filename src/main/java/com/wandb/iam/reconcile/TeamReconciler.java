package com.wandb.iam.reconcile;

import com.wandb.iam.access.AccessRequest;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.wandb.RemoteTeam;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes or finds a team and says who is in it. */
public final class TeamReconciler implements Reconciler<Team>, Cleaner<Team> {
  private final Workbench workbench;
  private final Lookups lookups;
  private final Dependents dependents;
  private final Creations creations;

  TeamReconciler(Workbench workbench, Lookups lookups, Dependents dependents) {
    this.workbench = workbench;
    this.lookups = lookups;
    this.dependents = dependents;
    this.creations = new Creations(workbench);
  }

  @Override
  public List<EventSource<?, Team>> prepareEventSources(EventSourceContext<Team> context) {
    return List.of(workbench.resources().register(Team.class, context));
  }

  @Override
  public UpdateControl<Team> reconcile(Team team, Context<Team> context) {
    var pass = workbench.pass(team, context, TeamStatus.class, TeamDraft::new);
    var before = pass.draft().id;
    var control = workbench.passes().reconcile(pass, this::run);
    if (!Objects.equals(before, pass.draft().id)) {
      dependents.wakeTeam(pass.namespace(), pass.name());
    }
    return control;
  }

  private Conclusion run(Pass<Team, TeamStatus, TeamDraft> pass) {
    var spec = pass.resource().getSpec();
    var name = TeamResources.nameOf(pass.resource());
    Stop.at(Suspension.of(spec));
    Stop.at(Unsupported.in(spec));
    var server = lookups.server(TeamResources.serverOf(pass.resource()));
    var request = lookups.claim(pass, name);
    Stop.atViolation(lookups.tenancy(server).check(request, "spec.name"));
    lookups.take(claim(pass.resource()), pass, "the team " + name);
    var connection = lookups.connection(server.getMetadata().getName(), pass);
    Suspension.lookAgain(workbench, pass, connection.name());

    pass.draft().serverName = connection.name();
    var remote =
        bound(pass, connection)
            .or(() -> restored(pass, connection, name))
            .orElseGet(() -> findOrCreate(pass, connection, request, name));
    creations.remember(pass, connection, remote.id());
    return TeamReport.conclude(pass.draft(), spec, remote, connection.snapshot());
  }

  /** The team whose id is known; gone, it is not silently made anew: its data would not return. */
  private Optional<RemoteTeam> bound(
      Pass<Team, TeamStatus, TeamDraft> pass, ServerConnection connection) {
    var id = pass.draft().id;
    if (id == null) {
      return Optional.empty();
    }
    var remote = connection.snapshot().team(id).or(() -> connection.api().teams().byId(id));
    if (remote.isEmpty()) {
      throw new Stop(
          Conclusion.blocked(
              Reason.Missing,
              "the team was deleted on the server; delete this resource and apply it again to"
                  + " make a new, empty one"));
    }
    if (!remote.get().name().equals(TeamResources.nameOf(pass.resource()))) {
      throw new Stop(
          Conclusion.blocked(
              Reason.IdentityChanged,
              "the team was renamed on the server; rename it back, or declare it anew under its"
                  + " new name"));
    }
    return remote;
  }

  /** The team that this resource stood for before a backup was restored without its status. */
  private Optional<RemoteTeam> restored(
      Pass<Team, TeamStatus, TeamDraft> pass, ServerConnection connection, String name) {
    var found =
        creations
            .restoredId(pass, connection)
            .flatMap(id -> connection.api().teams().byId(id))
            .filter(team -> team.name().equals(name));
    found.ifPresent(
        team -> {
          pass.draft().id = team.id();
          pass.draft().name = team.name();
        });
    return found;
  }

  private RemoteTeam findOrCreate(
      Pass<Team, TeamStatus, TeamDraft> pass,
      ServerConnection connection,
      AccessRequest request,
      String name) {
    var draft = pass.draft();
    var existing = connection.api().teams().byName(name);
    if (existing.isPresent()) {
      boolean ours =
          creations.isOurs(draft.pendingCreate, name, existing.get().created(), connection);
      if (!ours) {
        adopt(pass, request, name);
      }
      draft.adopted = !ours;
      return bind(draft, existing.get());
    }
    draft.pendingCreate = new PendingCreate(name, creations.now(connection));
    pass.save();
    draft.adopted = false;
    var created =
        creations.make(() -> draft.pendingCreate = null, () -> connection.teams().create(name));
    workbench.events().normal(pass.resource(), "TeamCreated", "made the team " + name);
    return bind(draft, created);
  }

  private static RemoteTeam bind(TeamDraft draft, RemoteTeam team) {
    draft.id = team.id();
    draft.name = team.name();
    draft.pendingCreate = null;
    return team;
  }

  private void adopt(Pass<Team, TeamStatus, TeamDraft> pass, AccessRequest request, String name) {
    if (pass.resource().getSpec().adoptionPolicy() == AdoptionPolicy.Never) {
      throw new Stop(
          Conclusion.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: a team "
                  + name
                  + " exists on the server already; set adoptionPolicy to IfExists to take it"
                  + " over, where the server's tenants allow it"));
    }
    var server = lookups.server(TeamResources.serverOf(pass.resource()));
    Stop.atViolation(lookups.tenancy(server).check(request.adopting(), "spec.adoptionPolicy"));
    workbench.events().normal(pass.resource(), "TeamAdopted", "took over the team " + name);
  }

  static Claims.Claim claim(Team team) {
    return new Claims.Claim(TeamResources.serverOf(team), "team", TeamResources.nameOf(team));
  }

  @Override
  public DeleteControl cleanup(Team team, Context<Team> context) {
    var pass = workbench.pass(team, context, TeamStatus.class, TeamDraft::new);
    dependents.wakeTeam(pass.namespace(), pass.name());
    return workbench.passes().cleanup(pass, this::leave);
  }

  private Optional<Conclusion> leave(Pass<Team, TeamStatus, TeamDraft> pass) {
    var departure = new Departure(workbench, pass);
    var held =
        departure.letsGo(effectivePolicy(pass))
            ? Optional.<Conclusion>empty()
            : delete(pass, departure);
    if (held.isEmpty()) {
      departure.releaseClaims();
    }
    return held;
  }

  private static DeletionPolicy effectivePolicy(Pass<Team, TeamStatus, TeamDraft> pass) {
    var policy = pass.resource().getSpec().deletionPolicy();
    return policy == null ? DeletionPolicy.Orphan : policy;
  }

  private Optional<Conclusion> delete(Pass<Team, TeamStatus, TeamDraft> pass, Departure departure) {
    var name = TeamResources.nameOf(pass.resource());
    if (pass.draft().id == null && pass.draft().pendingCreate == null) {
      return Optional.empty();
    }
    var server =
        workbench.resources().get(WandbServer.class, null, TeamResources.serverOf(pass.resource()));
    if (server.isEmpty()) {
      return departure.orphan("the WandbServer is gone, and with it the way to the server");
    }
    if (Orders.CONFIRM_DELETE.given(pass.resource()).filter(name::equals).isEmpty()) {
      return departure.refuse(
          Reason.DeletionNotConfirmed,
          "deleting the team deletes its runs and artifacts for everybody: annotate "
              + Orders.CONFIRM_DELETE.annotation()
              + "="
              + name
              + " to have that, or set spec.deletionPolicy to Orphan to keep the team");
    }
    var violation =
        lookups
            .tenancy(server.get())
            .check(lookups.claim(pass, name).deletingTeam(), "spec.deletionPolicy");
    if (violation.isPresent()) {
      return departure.refuse(Reason.NotAllowed, violation.get().message());
    }
    var connection = lookups.connection(TeamResources.serverOf(pass.resource()), pass);
    ownTeam(pass, connection, name)
        .ifPresent(
            team -> {
              connection.teams().delete(team);
              workbench.events().normal(pass.resource(), "TeamDeleted", "deleted the team " + name);
            });
    return Optional.empty();
  }

  /** The team to delete, read live: by its id, or made in a pass that was cut off. */
  private Optional<RemoteTeam> ownTeam(
      Pass<Team, TeamStatus, TeamDraft> pass, ServerConnection connection, String name) {
    var id = pass.draft().id;
    return id != null
        ? connection.api().teams().byId(id).filter(team -> team.name().equals(name))
        : connection
            .api()
            .teams()
            .byName(name)
            .filter(
                team ->
                    creations.isOurs(pass.draft().pendingCreate, name, team.created(), connection));
  }
}
