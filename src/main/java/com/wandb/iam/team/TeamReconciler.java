package com.wandb.iam.team;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.References;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;

/** Reconciles a Team: the team on its server, and the members beyond single memberships. */
public final class TeamReconciler implements Reconciler<Team>, Cleaner<Team> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final References references;
  private final Dependents dependents;
  private final TeamKeeper keeper;
  private final TeamMembers members;
  private final TeamCleanup cleanup;

  public TeamReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      References references,
      Dependents dependents,
      TeamKeeper keeper,
      TeamMembers members,
      TeamCleanup cleanup) {
    this.runner = runner;
    this.resources = resources;
    this.references = references;
    this.dependents = dependents;
    this.keeper = keeper;
    this.members = members;
    this.cleanup = cleanup;
  }

  @Override
  public List<EventSource<?, Team>> prepareEventSources(EventSourceContext<Team> context) {
    return List.of(resources.register(Team.class, context));
  }

  @Override
  public UpdateControl<Team> reconcile(Team team, Context<Team> context) {
    return runner.reconcile(
        team, context, TeamStatus.class, TeamReconciliation::new, this::reconcile);
  }

  private UpdateControl<Team> reconcile(TeamReconciliation pass) {
    var before = pass.draft().id;
    boolean waited = Names.isWaiting(pass.resource());
    boolean changed = !Objects.equals(pass.report().observedGeneration(), pass.generation());
    var control = runner.reconcile(pass, this::run);
    if (changed || !Objects.equals(before, pass.draft().id)) {
      dependents.enqueueTeam(pass.namespace(), pass.name());
      dependents.enqueueConnectorOf(pass.resource());
    } else if (waited != Names.isWaiting(pass.resource())) {
      dependents.enqueueConnectorOf(pass.resource());
    }
    return control;
  }

  private ReconcileResult run(TeamReconciliation pass) {
    var name = Names.nameOf(pass.resource());
    ReconcileAbort.at(Suspension.of(pass.resource().getSpec()));
    var server = references.server(Names.serverOf(pass.resource()));
    var request = references.claim(pass, name);
    ReconcileAbort.atViolation(references.tenancy(server).check(request, "spec.name"));
    references.acquire(ServerClaims.team(pass.resource()), pass, "The team " + name);
    var connection = references.connection(server.getMetadata().getName(), pass);
    references.requestSyncIfAnnotated(pass, connection.name());

    pass.draft().serverName = connection.name();
    var team = keeper.ensure(pass, connection, request);
    var interval = Durations.parse(server.getSpec().sync().interval());
    return members.reconcile(pass, connection, team, interval).orThrow();
  }

  @Override
  public DeleteControl cleanup(Team team, Context<Team> context) {
    return runner.cleanup(team, context, TeamStatus.class, TeamReconciliation::new, this::cleanup);
  }

  private DeleteControl cleanup(TeamReconciliation pass) {
    dependents.enqueueTeam(pass.namespace(), pass.name());
    dependents.enqueueConnectorOf(pass.resource());
    var control = runner.cleanup(pass, cleanup::clean);
    if (pass.isOver()) {
      cleanup.forget(pass);
    }
    return control;
  }
}
