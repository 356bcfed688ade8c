package com.wandb.iam.team;

import com.wandb.iam.access.plan.HeldPlan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.membership.DeclarationReader;
import com.wandb.iam.team.membership.TeamDeclarations;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalLimiter;
import com.wandb.iam.team.removal.RemovalLimiters;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reconciles the members of a team beyond what single memberships declare: applies an approval,
 * removes undeclared members, and reports the held plan.
 */
public final class TeamMembers {
  private final CachedResources resources;
  private final DeclarationReader declarations;
  private final AuthoritativeTeam authoritative;
  private final RemovalLimiters limiters;
  private final Holds holds;
  private final PlannedChanges planned;
  private final EventRecorder events;
  private final InstantSource clock;

  public TeamMembers(
      CachedResources resources,
      DeclarationReader declarations,
      AuthoritativeTeam authoritative,
      RemovalLimiters limiters,
      Holds holds,
      PlannedChanges planned,
      EventRecorder events,
      InstantSource clock) {
    this.resources = resources;
    this.declarations = declarations;
    this.authoritative = authoritative;
    this.limiters = limiters;
    this.holds = holds;
    this.planned = planned;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Reconciles the members and builds their part of the status.
   *
   * @param interval the sync interval of the server
   */
  Ending reconcile(
      TeamReconciliation pass, ServerConnection connection, RemoteTeam team, Duration interval) {
    var ready = ReconcileResult.ready("The team " + team.name() + " is in sync.");
    var roster = connection.snapshot().roster(team.id()).orElse(null);
    if (roster == null) {
      return new Ending.Concluded(ready);
    }
    var limiter = limiters.of(connection.name(), team.id(), pass.resource());
    applyApproval(pass, limiter);
    var outcome = authoritative.reconcile(pass, connection, team, roster, interval);
    holds.record(pass, connection.name(), team.id(), outcome.results());
    var askers = askers(pass, team, limiter);
    limiter.settle(askers);
    planned.retain(connection.name(), team.id(), askers);
    describe(pass, roster, outcome.undeclared(), limiter);
    var problem = TeamReport.problem(pass.resource().getSpec(), roster, outcome);
    if (Names.isObserved(pass.resource())) {
      return planned(pass, connection, team, limiter, problem);
    }
    return held(pass, roster, limiter)
        .<Ending>map(Ending.Concluded::new)
        .or(() -> problem)
        .orElseGet(() -> new Ending.Concluded(ready));
  }

  /** Approves the held plan if the annotation contains the hash of exactly this plan. */
  private void applyApproval(TeamReconciliation pass, RemovalLimiter limiter) {
    var plan = limiter.plan();
    ActionAnnotation.APPROVE_PLAN
        .pending(pass.resource(), pass.report().handled())
        .filter(hash -> !plan.isEmpty() && !limiter.isCarriedOver() && hash.equals(plan.hash()))
        .ifPresent(hash -> approve(pass, limiter, plan, hash));
  }

  /**
   * Records that the approval is used, and then releases the plan. After a crash in between, the
   * administrator approves again; in the other order, one approval could release two plans.
   */
  private void approve(
      TeamReconciliation pass, RemovalLimiter limiter, HeldPlan plan, String hash) {
    limiter.spend(plan);
    pass.handled(ActionAnnotation.APPROVE_PLAN, hash);
    pass.draft().plan = TeamReport.approved(plan.approvals() + 1);
    pass.save();
    events.normal(
        pass.resource(),
        "PlanApproved",
        "Approved plan "
            + hash
            + ": "
            + plan.steps().stream().map(Step::describe).collect(Collectors.joining("; "))
            + ".");
    limiter
        .approve(plan, clock.instant())
        .forEach(asker -> resources.enqueue(asker.kind(), asker.namespace(), asker.name()));
  }

  /**
   * Returns the uids of the resources that may request removals: the Team and its memberships,
   * including those that are being deleted. A membership that cannot be read requests nothing.
   * Reads live while a plan is held, because a deleted resource must not keep a plan.
   */
  private Set<String> askers(TeamReconciliation pass, RemoteTeam team, RemovalLimiter limiter) {
    boolean holding = limiter.isCarriedOver() || !limiter.plan().isEmpty();
    var memberships =
        holding ? declarations.live(pass.namespace()) : declarations.cached(pass.namespace());
    return Stream.concat(
            Stream.of(pass.resource()),
            memberships
                .filter(membership -> !TeamDeclarations.isMisread(membership))
                .filter(membership -> TeamDeclarations.isOf(membership, pass.name(), team.id())))
        .map(resource -> resource.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  private static void describe(
      TeamReconciliation pass, RemoteRoster roster, int undeclared, RemovalLimiter limiter) {
    var draft = pass.draft();
    var counts = TeamReport.counts(roster, undeclared);
    var approval = ActionAnnotation.APPROVE_PLAN.pending(pass.resource(), pass.report().handled());
    draft.members = counts;
    draft.warnings =
        Stream.concat(
                TeamReport.warnings(
                    pass.resource().getSpec(),
                    counts,
                    approval.filter(hash -> !limiter.isCarriedOver()),
                    limiter.plan())
                    .stream(),
                TeamBuckets.unknown(pass).stream())
            .toList();
    if (!limiter.isCarriedOver()) {
      draft.plan = TeamReport.held(limiter.plan());
    }
  }

  /**
   * Returns the result while a plan is held. The plan of an earlier process stays in status until
   * all resources have repeated their requests.
   */
  private Optional<ReconcileResult> held(
      TeamReconciliation pass, RemoteRoster roster, RemovalLimiter limiter) {
    if (limiter.plan().isEmpty() && !limiter.isCarriedOver()) {
      return Optional.empty();
    }
    var now = clock.instant();
    int members = limiter.people(TeamReport.people(roster), now);
    var limit = RemovalLimiters.limit(pass.resource().getSpec().membership().maxRemovals());
    return Optional.of(
        TeamReport.planHeld(pass.draft().plan, limiter.recent(now), members, limit.describe()));
  }

  private Ending planned(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      RemovalLimiter limiter,
      Optional<Ending> problem) {
    if (problem.isPresent() && problem.get() instanceof Ending.Failed) {
      return problem.get();
    }
    var changes = planned.of(connection.name(), team.id());
    pass.draft().plan = TeamReport.planned(changes, limiter.plan().approvals());
    return problem
        .filter(known -> changes.isEmpty())
        .orElseGet(() -> new Ending.Concluded(ReconcileResult.observed(changes)));
  }
}
