package com.wandb.iam.team;

import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Durations;
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
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.membership.MembershipSteps;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalLimiter;
import com.wandb.iam.team.removal.RemovalLimiters;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes or finds a team and says who is in it. */
public final class TeamReconciler implements Reconciler<Team>, Cleaner<Team> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final References references;
  private final Dependents dependents;
  private final Cleanups cleanups;
  private final TeamKeeper keeper;
  private final AuthoritativeTeam people;
  private final MembershipSteps steps;
  private final TeamBuckets buckets;
  private final RemovalLimiters limiters;
  private final PlannedChanges foreseen;
  private final EventRecorder events;
  private final InstantSource clock;

  public TeamReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      References references,
      Dependents dependents,
      Cleanups cleanups,
      TeamKeeper keeper,
      AuthoritativeTeam people,
      MembershipSteps steps,
      TeamBuckets buckets,
      RemovalLimiters limiters,
      PlannedChanges foreseen,
      EventRecorder events,
      InstantSource clock) {
    this.runner = runner;
    this.resources = resources;
    this.references = references;
    this.dependents = dependents;
    this.cleanups = cleanups;
    this.keeper = keeper;
    this.people = people;
    this.steps = steps;
    this.buckets = buckets;
    this.limiters = limiters;
    this.foreseen = foreseen;
    this.events = events;
    this.clock = clock;
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
    var spec = pass.resource().getSpec();
    var name = Names.nameOf(pass.resource());
    ReconcileAbort.at(Suspension.of(spec));
    var server = references.server(Names.serverOf(pass.resource()));
    var request = references.claim(pass, name);
    ReconcileAbort.atViolation(references.tenancy(server).check(request, "spec.name"));
    references.acquire(ServerClaims.team(pass.resource()), pass, "the team " + name);
    var connection = references.connection(server.getMetadata().getName(), pass);
    references.requestSyncIfAnnotated(pass, connection.name());

    pass.draft().serverName = connection.name();
    var remote = keeper.ensure(pass, connection, request);
    return settle(pass, server, connection, remote);
  }

  /** Who is in the team: what single memberships do not see to, and what they wait for. */
  private ReconcileResult settle(
      TeamReconciliation pass, WandbServer server, ServerConnection connection, RemoteTeam team) {
    var ready = ReconcileResult.ready("the team " + team.name() + " is as declared");
    var roster = connection.snapshot().roster(team.id()).orElse(null);
    if (roster == null) {
      return ready;
    }
    var limiter = limiters.of(connection.name(), team.id(), pass.resource());
    people.letApprovedThrough(pass, limiter);
    var outcome =
        people.seeTo(
            pass, connection, team, roster, Durations.parse(server.getSpec().sync().interval()));
    steps.hold(pass, connection.name(), team.id(), outcome.results());
    var askers = people.askers(pass, team, limiter);
    limiter.settle(askers);
    foreseen.retain(connection.name(), team.id(), askers);
    describe(pass, roster, outcome.undeclared(), limiter);
    if (Names.isObserved(pass.resource())) {
      return foreseen(pass, connection, team, limiter, trouble(pass, roster, outcome));
    }
    return held(pass, roster, limiter).or(() -> trouble(pass, roster, outcome)).orElse(ready);
  }

  private static Optional<ReconcileResult> trouble(
      TeamReconciliation pass, RemoteRoster roster, AuthoritativeTeam.Outcome outcome) {
    return AuthoritativeTeam.trouble(outcome)
        .or(() -> TeamReport.privacy(pass.resource().getSpec(), roster));
  }

  private static void describe(
      TeamReconciliation pass, RemoteRoster roster, int undeclared, RemovalLimiter limiter) {
    var draft = pass.draft();
    var spec = pass.resource().getSpec();
    var counts = TeamReport.counts(roster, undeclared);
    var approval = ActionAnnotation.APPROVE_PLAN.pending(pass.resource(), pass.report().handled());
    draft.members = counts;
    draft.warnings =
        Stream.concat(
                TeamReport.warnings(
                    spec, counts, approval.filter(hash -> !limiter.isCarriedOver()), limiter.plan())
                    .stream(),
                TeamBuckets.unknown(pass).stream())
            .toList();
    if (!limiter.isCarriedOver()) {
      draft.plan = TeamReport.held(limiter.plan());
    }
  }

  /** The plan that waits; one of an earlier process stays as it was until all have asked again. */
  private Optional<ReconcileResult> held(
      TeamReconciliation pass, RemoteRoster roster, RemovalLimiter limiter) {
    if (limiter.plan().isEmpty() && !limiter.isCarriedOver()) {
      return Optional.empty();
    }
    var now = clock.instant();
    int people = limiter.people(TeamReport.people(roster), now);
    var limit = RemovalLimiters.limit(pass.resource().getSpec().membership().maxRemovals());
    return Optional.of(
        TeamReport.planHeld(pass.draft().plan, limiter.recent(now), people, limit.describe()));
  }

  private ReconcileResult foreseen(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      RemovalLimiter limiter,
      Optional<ReconcileResult> trouble) {
    var would = foreseen.of(connection.name(), team.id());
    pass.draft().plan = TeamReport.foreseen(would, limiter.plan().approvals());
    return trouble
        .filter(known -> would.isEmpty())
        .orElseGet(() -> ReconcileResult.observed(would));
  }

  @Override
  public DeleteControl cleanup(Team team, Context<Team> context) {
    return runner.cleanup(team, context, TeamStatus.class, TeamReconciliation::new, this::cleanup);
  }

  private DeleteControl cleanup(TeamReconciliation pass) {
    dependents.enqueueTeam(pass.namespace(), pass.name());
    dependents.enqueueConnectorOf(pass.resource());
    return runner.cleanup(pass, this::leave);
  }

  private Optional<ReconcileResult> leave(TeamReconciliation pass) {
    var cleanup = cleanups.of(pass);
    var held =
        cleanup.shouldOrphan(
                Cleanup.policy(pass.resource().getSpec().deletionPolicy(), DeletionPolicy.Orphan))
            ? Optional.<ReconcileResult>empty()
            : delete(pass, cleanup);
    if (held.isEmpty()) {
      buckets.keep(pass);
      cleanup.releaseClaims();
    }
    return held;
  }

  private Optional<ReconcileResult> delete(TeamReconciliation pass, Cleanup cleanup) {
    var name = Names.nameOf(pass.resource());
    if (pass.draft().id == null && pass.draft().pendingCreate == null) {
      return Optional.empty();
    }
    var server = Names.serverOf(pass.resource());
    if (cleanup.isServerGone(server)) {
      return cleanup.orphan("the WandbServer is gone, and with it the way to the server");
    }
    if (ActionAnnotation.CONFIRM_DELETE.given(pass.resource()).filter(name::equals).isEmpty()) {
      return cleanup.refuse(
          Reason.DeletionNotConfirmed,
          "deleting the team deletes its runs and artifacts for everybody: annotate "
              + ActionAnnotation.CONFIRM_DELETE.annotation()
              + "="
              + name
              + " to have that, or set spec.deletionPolicy to Orphan to keep the team");
    }
    var violation =
        references
            .tenancy(references.server(server))
            .check(references.claim(pass, name).deletingTeam(), "spec.deletionPolicy");
    if (violation.isPresent()) {
      return cleanup.refuse(Reason.NotAllowed, violation.get().message());
    }
    var connection = references.connection(server, pass);
    keeper
        .own(pass, connection, name)
        .ifPresent(
            team -> {
              connection.teams().delete(team);
              events.normal(pass.resource(), "TeamDeleted", "deleted the team " + name);
            });
    return Optional.empty();
  }
}
