package com.wandb.iam.team;

import com.wandb.iam.access.Glob;
import com.wandb.iam.access.Rule;
import com.wandb.iam.access.plan.HeldPlan;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MembershipMode;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.membership.MembershipReport;
import com.wandb.iam.team.membership.MembershipSteps;
import com.wandb.iam.team.membership.TeamDeclarations;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalLimiter;
import com.wandb.iam.team.removal.RemovalLimiters;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.write.StepResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees to who is in a team beyond what single memberships do: lets through what was approved, takes
 * out whom nobody declares where the team is authoritative, and tells what is held.
 */
public final class AuthoritativeTeam {
  private final CachedResources resources;
  private final LiveResources live;
  private final RemovalLimiters limiters;
  private final PlannedChanges foreseen;
  private final Contests contests;
  private final EventRecorder events;
  private final WorkObserver observer;
  private final InstantSource clock;

  private static final int NAMED = 3;

  /**
   * What came of it.
   *
   * @param undeclared people whom no membership declares
   * @param waiting why undeclared people stay for now; empty where nothing waits
   */
  record Outcome(int undeclared, List<StepResult> results, String waiting) {}

  public AuthoritativeTeam(
      CachedResources resources,
      LiveResources live,
      RemovalLimiters limiters,
      PlannedChanges foreseen,
      Contests contests,
      EventRecorder events,
      WorkObserver observer,
      InstantSource clock) {
    this.resources = resources;
    this.live = live;
    this.limiters = limiters;
    this.foreseen = foreseen;
    this.contests = contests;
    this.events = events;
    this.observer = observer;
    this.clock = clock;
  }

  /** Lets the held plan through where a person approved of exactly that. */
  void letApprovedThrough(TeamReconciliation pass, RemovalLimiter limiter) {
    var plan = limiter.plan();
    ActionAnnotation.APPROVE_PLAN
        .pending(pass.resource(), pass.report().handled())
        .filter(hash -> !plan.isEmpty() && !limiter.isCarriedOver() && hash.equals(plan.hash()))
        .ifPresent(hash -> approve(pass, limiter, plan, hash));
  }

  /**
   * Status says first that it was approved: a crash may cost the approval, and never repeats it.
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
        "plan "
            + hash
            + " was approved: "
            + plan.steps().stream().map(Step::describe).collect(Collectors.joining("; ")));
    limiter
        .approve(plan, clock.instant())
        .forEach(asker -> resources.enqueue(asker.kind(), asker.namespace(), asker.name()));
  }

  /** Counts whom nobody declares and, in an authoritative team, takes them out. */
  Outcome seeTo(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      RemoteRoster roster,
      Duration interval) {
    var known = declarations(pass, connection, team, cached(pass));
    var undeclared = undeclared(roster, known.accounts(connection.snapshot()));
    boolean authoritative =
        pass.resource().getSpec().membership().mode() == MembershipMode.Authoritative;
    boolean observed = Names.isObserved(pass.resource());
    foresee(pass, connection, team, List.of());
    var removable =
        authoritative ? touchable(undeclared, pass, connection) : List.<RemoteMember>of();
    noteAgreed(pass, removable);
    if (removable.isEmpty()) {
      return new Outcome(undeclared.size(), List.of(), "");
    }
    var listed =
        declarations(pass, connection, team, live.all(TeamMembership.class, pass.namespace()));
    var undecided = listed.undecided();
    var held =
        observed
            ? List.<StepResult>of()
            : heldAnyway(pass, connection, team, roster, listed, !undecided.isEmpty());
    if (!held.isEmpty() || !undecided.isEmpty()) {
      return new Outcome(undeclared.size(), held, undecided.isEmpty() ? "" : waiting(undecided));
    }
    var plan = plan(pass, connection, team, listed);
    if (observed) {
      foresee(pass, connection, team, plan.steps());
      return new Outcome(undeclared.size(), List.of(), "");
    }
    return new Outcome(undeclared.size(), apply(pass, connection, team, plan, interval), "");
  }

  private void foresee(
      TeamReconciliation pass, ServerConnection connection, RemoteTeam team, List<Step> steps) {
    foreseen.note(
        connection.name(),
        team.id(),
        pass.resource().getMetadata().getUid(),
        steps.stream().map(Step::describe).toList());
  }

  private Stream<TeamMembership> cached(TeamReconciliation pass) {
    return resources
        .all(TeamMembership.class)
        .filter(membership -> pass.namespace().equals(membership.getMetadata().getNamespace()));
  }

  /**
   * The uids of all that may ask to take somebody out of the team: its memberships, those that go
   * too, and itself. One that cannot be read asks for nothing. While anything is held the API
   * server itself is asked: what nobody asks for any more is held no longer.
   */
  Set<String> askers(TeamReconciliation pass, RemoteTeam team, RemovalLimiter limiter) {
    boolean holds = limiter.isCarriedOver() || !limiter.plan().isEmpty();
    var memberships = holds ? live.all(TeamMembership.class, pass.namespace()) : cached(pass);
    return Stream.concat(
            Stream.of(pass.resource()),
            memberships
                .filter(membership -> !TeamDeclarations.isMisread(membership))
                .filter(membership -> TeamDeclarations.isOf(membership, pass.name(), team.id())))
        .map(resource -> resource.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  private TeamDeclarations declarations(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      Stream<TeamMembership> memberships) {
    return TeamDeclarations.of(
        memberships, pass.name(), team.id(), ClockSkew.reliable(connection, clock));
  }

  /** Somebody who is not there any more may be let in again one day, and that is another matter. */
  private void noteAgreed(TeamReconciliation pass, List<RemoteMember> removable) {
    contests.agreedBut(
        pass.resource().getMetadata().getUid(),
        removable.stream()
            .flatMap(member -> Stream.ofNullable(member.userId()))
            .map(Step.RemoveMember::aimOf)
            .collect(Collectors.toSet()));
  }

  private static List<RemoteMember> undeclared(RemoteRoster roster, Set<String> declared) {
    return roster.members().stream()
        .filter(member -> member.type() == AccountType.USER && !member.pending())
        .filter(member -> member.userId() != null && !declared.contains(member.userId()))
        .toList();
  }

  /** Without the operator itself and those whom the Team says never to touch. */
  private static List<RemoteMember> touchable(
      List<RemoteMember> members, TeamReconciliation pass, ServerConnection connection) {
    var ignored = pass.resource().getSpec().membership().ignore().stream().map(Glob::new).toList();
    var own = connection.facts().viewer().id();
    return members.stream()
        .filter(member -> !own.equals(member.userId()))
        .filter(
            member ->
                Stream.of(member.email(), member.username())
                    .noneMatch(
                        name ->
                            name != null
                                && ignored.stream()
                                    .anyMatch(glob -> glob.matchesIgnoringCase(name))))
        .toList();
  }

  private static String waiting(List<TeamMembership> undecided) {
    var names =
        undecided.stream()
            .map(membership -> membership.getMetadata().getName())
            .sorted()
            .limit(NAMED)
            .collect(Collectors.joining(", "));
    return "nobody is taken out while it is not certain whom these memberships mean: "
        + names
        + (undecided.size() > NAMED ? " and " + (undecided.size() - NAMED) + " more" : "");
  }

  /** With the team and each of the people read live: what was read before may be out of date. */
  private Plan plan(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      TeamDeclarations listed) {
    var live = LiveRosters.live(connection, team);
    var leaving =
        leaving(pass, connection, live, listed).stream()
            .filter(id -> isUndeclaredNow(id, connection, listed))
            .toList();
    return removals(leaving, connection, live);
  }

  /**
   * What the brake holds for certain needs no look at the server: all of it, or, while it is not
   * certain whom everybody means, what of it was held before.
   */
  private List<StepResult> heldAnyway(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      RemoteRoster roster,
      TeamDeclarations declarations,
      boolean isUncertain) {
    var seen = leaving(pass, connection, roster, declarations);
    var observed = connection.snapshot().observed(roster);
    var steps =
        removals(seen, connection, roster).steps().stream().filter(observed::keepsAnAdmin).toList();
    var held = limiters.heldAnyway(connection.name(), team.id(), steps);
    return held.size() == steps.size() || isUncertain ? held : List.of();
  }

  private static List<String> leaving(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteRoster roster,
      TeamDeclarations declarations) {
    var undeclared = undeclared(roster, declarations.accounts(connection.snapshot()));
    return touchable(undeclared, pass, connection).stream()
        .flatMap(member -> Stream.ofNullable(member.userId()))
        .toList();
  }

  private static Plan removals(
      List<String> leaving, ServerConnection connection, RemoteRoster roster) {
    return Plan.toRemove(leaving, connection.snapshot().observed(roster), Step.Cause.NOT_DECLARED);
  }

  private static boolean isUndeclaredNow(
      String userId, ServerConnection connection, TeamDeclarations listed) {
    return connection
        .api()
        .users()
        .byId(userId)
        .filter(AuthoritativeTeam::isPerson)
        .filter(user -> !listed.name(user))
        .isPresent();
  }

  /** A server that does not tell the kind of an account still tells that it has no address. */
  private static boolean isPerson(RemoteUser user) {
    return user.type() == null ? !user.emails().isEmpty() : user.type() == AccountType.USER;
  }

  private List<StepResult> apply(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      Plan plan,
      Duration interval) {
    var results = new ArrayList<StepResult>();
    var open = new ArrayList<Step>();
    for (var step : plan.steps()) {
      if (contests.isContested(matter(pass, step), interval)) {
        results.add(new StepResult.Withheld(step, MembershipSteps.contested(step)));
      } else {
        open.add(step);
      }
    }
    results.addAll(connection.teams().apply(team, new Plan(open)));
    observer.applied(connection.name(), results);
    for (var result : results) {
      if (result instanceof StepResult.Applied(var step)) {
        contests.done(matter(pass, step));
        events.normal(
            pass.resource(), "MemberRemoved", step.describe() + ": no TeamMembership declares it");
      }
    }
    return results;
  }

  private static Contests.Matter matter(TeamReconciliation pass, Step step) {
    return Contests.Matter.of(pass, step.aim());
  }

  /** Of what could not be done, what a person has to know first. */
  static Optional<ReconcileResult> trouble(Outcome outcome) {
    for (var result : outcome.results()) {
      if (result instanceof StepResult.Failed failed) {
        throw failed.error();
      }
    }
    var withheld =
        outcome.results().stream()
            .filter(StepResult.Withheld.class::isInstance)
            .map(result -> ((StepResult.Withheld) result).violation())
            .filter(violation -> violation.rule() != Rule.REMOVAL_LIMIT)
            .findFirst()
            .map(
                violation ->
                    ReconcileResult.blocked(
                        MembershipReport.reason(violation.rule()), violation.message()));
    return withheld.isPresent() || outcome.waiting().isEmpty()
        ? withheld
        : Optional.of(ReconcileResult.waiting(Reason.UndeclaredMembers, outcome.waiting()));
  }
}
