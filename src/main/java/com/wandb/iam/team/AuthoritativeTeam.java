package com.wandb.iam.team;

import com.wandb.iam.access.Glob;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MembershipMode;
import com.wandb.iam.crd.v1alpha1.MembershipSettings;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.membership.DeclarationReader;
import com.wandb.iam.team.membership.TeamDeclarations;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.StepApplier;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.write.StepResults;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts the members that no TeamMembership declares and, in an authoritative team, removes them.
 */
public final class AuthoritativeTeam {
  private static final int NAMED = 3;

  private final DeclarationReader declarations;
  private final Holds holds;
  private final StepApplier applier;
  private final PlannedChanges planned;
  private final Contests contests;
  private final EventRecorder events;

  /**
   * The outcome of one reconciliation.
   *
   * @param undeclared the number of members that no membership declares
   * @param waiting why undeclared members stay for now; empty if none of them waits
   */
  record Outcome(int undeclared, StepResults results, String waiting) {}

  /** The team of one reconciliation. */
  private record Work(
      TeamReconciliation pass, ServerConnection connection, RemoteTeam team, RemoteRoster roster) {
    DeclarationReader.TeamKey key() {
      return new DeclarationReader.TeamKey(connection, pass.namespace(), pass.name(), team.id());
    }

    MembershipSettings policy() {
      return pass.resource().getSpec().membership();
    }
  }

  public AuthoritativeTeam(
      DeclarationReader declarations,
      Holds holds,
      StepApplier applier,
      PlannedChanges planned,
      Contests contests,
      EventRecorder events) {
    this.declarations = declarations;
    this.holds = holds;
    this.applier = applier;
    this.planned = planned;
    this.contests = contests;
    this.events = events;
  }

  /**
   * Reconciles the undeclared members.
   *
   * @param interval the sync interval of the server
   */
  Outcome reconcile(
      TeamReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      RemoteRoster roster,
      Duration interval) {
    var work = new Work(pass, connection, team, roster);
    var known = declarations.cached(work.key());
    int undeclared = undeclared(roster, known.accounts(connection.snapshot())).size();
    boolean authoritative = work.policy().mode() == MembershipMode.Authoritative;
    plan(work, List.of());
    var removable = authoritative ? removable(work, roster, known) : List.<String>of();
    recordAgreed(pass, removable);
    if (removable.isEmpty()) {
      return new Outcome(undeclared, StepResults.NONE, "");
    }
    var listed = declarations.live(work.key());
    var unresolved = listed.unresolved();
    boolean observed = Names.isObserved(pass.resource());
    var held = observed ? StepResults.NONE : certainlyHeld(work, listed, !unresolved.isEmpty());
    if (!held.all().isEmpty() || !unresolved.isEmpty()) {
      return new Outcome(undeclared, held, unresolved.isEmpty() ? "" : waiting(unresolved));
    }
    var removals = liveRemovals(work, listed);
    if (observed) {
      plan(work, removals);
      return new Outcome(undeclared, StepResults.NONE, "");
    }
    return new Outcome(undeclared, remove(work, removals, interval), "");
  }

  private void plan(Work work, List<Step> steps) {
    planned.note(
        work.connection().name(),
        work.team().id(),
        work.pass().resource().getMetadata().getUid(),
        steps.stream().map(Step::describe).toList());
  }

  /** Forgets contests over users who are not members, because adding them again is a new case. */
  private void recordAgreed(TeamReconciliation pass, List<String> removable) {
    contests.agreedBut(
        pass.resource().getMetadata().getUid(),
        removable.stream().map(Step.RemoveMember::aimOf).collect(Collectors.toSet()));
  }

  private static List<RemoteMember> undeclared(RemoteRoster roster, Set<String> declared) {
    return roster.members().stream()
        .filter(member -> member.type() == AccountType.USER && !member.pending())
        .filter(member -> member.userId() != null && !declared.contains(member.userId()))
        .toList();
  }

  /** Returns undeclared members except the operator itself and those whom the Team ignores. */
  private static List<String> removable(
      Work work, RemoteRoster roster, TeamDeclarations declarations) {
    var ignored = work.policy().ignore().stream().map(Glob::new).toList();
    var own = work.connection().facts().viewer().id();
    return undeclared(roster, declarations.accounts(work.connection().snapshot())).stream()
        .filter(member -> !own.equals(member.userId()))
        .filter(
            member ->
                Stream.of(member.email(), member.username())
                    .noneMatch(
                        name ->
                            name != null
                                && ignored.stream()
                                    .anyMatch(glob -> glob.matchesIgnoringCase(name))))
        .flatMap(member -> Stream.ofNullable(member.userId()))
        .toList();
  }

  private static String waiting(List<TeamMembership> unresolved) {
    var names =
        unresolved.stream()
            .map(membership -> membership.getMetadata().getName())
            .sorted()
            .limit(NAMED)
            .collect(Collectors.joining(", "));
    return "No undeclared member is removed until the users of these TeamMemberships are resolved: "
        + names
        + (unresolved.size() > NAMED ? " and " + (unresolved.size() - NAMED) + " more." : ".");
  }

  /** Reads the team and each user live, because the snapshot may be out of date. */
  private static List<Step> liveRemovals(Work work, TeamDeclarations listed) {
    var live = LiveRosters.live(work.connection(), work.team());
    var leaving =
        removable(work, live, listed).stream()
            .filter(id -> isUndeclaredNow(id, work.connection(), listed))
            .toList();
    return removals(work, leaving, live);
  }

  /**
   * Returns the results if the removal limit certainly holds all removals. While users of a
   * membership are not certain, returns the results of those that are held.
   */
  private StepResults certainlyHeld(Work work, TeamDeclarations listed, boolean isUncertain) {
    var observed = work.connection().snapshot().observed(work.roster());
    var steps =
        removals(work, removable(work, work.roster(), listed), work.roster()).stream()
            .filter(observed::keepsAnAdmin)
            .toList();
    var server = work.connection().name();
    return isUncertain
        ? holds.certain(server, work.team().id(), steps)
        : holds.allCertain(server, work.team().id(), steps).orElse(StepResults.NONE);
  }

  private static List<Step> removals(Work work, List<String> leaving, RemoteRoster roster) {
    var observed = work.connection().snapshot().observed(roster);
    return Plan.toRemove(leaving, observed, Step.Cause.NOT_DECLARED).steps();
  }

  private static boolean isUndeclaredNow(
      String userId, ServerConnection connection, TeamDeclarations listed) {
    return connection
        .api()
        .users()
        .byId(userId)
        .filter(AuthoritativeTeam::isUser)
        .filter(user -> !listed.name(user))
        .isPresent();
  }

  /** Uses the email address if the server does not return the type, because only users have one. */
  private static boolean isUser(RemoteUser user) {
    return user.type() == null ? !user.emails().isEmpty() : user.type() == AccountType.USER;
  }

  private StepResults remove(Work work, List<Step> removals, Duration interval) {
    var results =
        applier.apply(
            work.pass(),
            new StepApplier.Target(
                work.connection().name(), work.connection().teams(), work.team()),
            removals,
            interval,
            step -> StepResults.NONE);
    results
        .applied()
        .forEach(
            step ->
                events.normal(
                    work.pass().resource(),
                    "MemberRemoved",
                    "Removed a member whom no TeamMembership declares (" + step.describe() + ")."));
    return results;
  }
}
