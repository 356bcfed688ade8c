package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Applies the plan of a membership, or only shows it in status. */
public final class MembershipChanges {
  private final MembershipSteps steps;
  private final MembershipRemovals removals;
  private final RegistryRoles registryRoles;
  private final MembershipHolds holds;

  public MembershipChanges(
      MembershipSteps steps,
      MembershipRemovals removals,
      RegistryRoles registryRoles,
      MembershipHolds holds) {
    this.steps = steps;
    this.removals = removals;
    this.registryRoles = registryRoles;
    this.holds = holds;
  }

  /**
   * Returns the members of the team at the last sync.
   *
   * @throws ReconcileAbort if they are not known yet
   */
  static RemoteRoster roster(BoundTeam team) {
    return team.connection()
        .snapshot()
        .roster(team.remote().id())
        .orElseThrow(
            () ->
                new ReconcileAbort(
                    ReconcileResult.waiting(
                        Reason.Pending, "The operator has not read the members of the team yet.")));
  }

  /** Shows a plan and writes nothing to the server. */
  ReconcileResult show(
      MembershipReconciliation pass,
      BoundTeam team,
      TeamRole role,
      ObservedTeam observed,
      MembershipPlan plan) {
    pass.draft().users = plan.usersToShow(observed);
    remember(pass, team);
    var changes =
        Stream.concat(
                plan.steps(observed).steps().stream(),
                plannedRemovals(pass, plan, observed, Step.Cause.NOT_DECLARED).stream())
            .toList();
    var more =
        Stream.concat(
            plan.planned().stream(),
            registryRoles.plan(pass, team, role).planned(plan.states()).stream());
    return show(pass, team, role, changes, more.toList());
  }

  private ReconcileResult show(
      MembershipReconciliation pass,
      BoundTeam team,
      TeamRole role,
      List<Step> changes,
      List<String> more) {
    pass.draft().planned =
        Stream.concat(changes.stream().map(Step::describe), more.stream()).toList();
    hold(pass, team, StepResults.NONE);
    pass.draft().users = MembershipReport.shown(pass.draft().users, changes, role);
    return MembershipReport.observed(pass.draft().users, pass.draft().planned);
  }

  /** Returns the planned removals; an orphaned user stays in the team. */
  private static List<Step> plannedRemovals(
      MembershipReconciliation pass, MembershipPlan plan, ObservedTeam observed, Step.Cause cause) {
    return cause == Step.Cause.NOT_DECLARED && orphans(pass)
        ? List.of()
        : Plan.toRemove(MemberStates.ids(plan.leaving()), observed, cause).steps();
  }

  private static boolean orphans(MembershipReconciliation pass) {
    return Cleanup.policy(pass.resource().getSpec().deletionPolicy(), DeletionPolicy.Delete)
        == DeletionPolicy.Orphan;
  }

  /**
   * Applies a plan: first the roles in the team, then roles in registries, then removals. A leaving
   * admin of a registry has a successor then.
   */
  Ending apply(
      MembershipReconciliation pass,
      BoundTeam team,
      TeamRole role,
      ObservedTeam observed,
      MemberResolver.Resolved resolved) {
    var plan = resolved.plan();
    pass.draft().users = plan.users();
    remember(pass, team);
    var granted =
        steps.apply(pass, team, plan.grants(), plan.steps(observed), observed, resolved.before());
    var registries =
        registryRoles.apply(pass, team, role, pass.draft().users, settled(plan, granted));
    pass.draft().users = registries.users();
    var removed = removeLeaving(pass, team, plan.leaving());
    var results = granted.and(removed).and(registries.withheld());
    hold(pass, team, results);
    pass.draft().warnings =
        MembershipReport.warnings(registries.warnings(), observed.order(), role);
    var users = MembershipReport.after(pass.draft().users, granted, removed, role);
    pass.draft().users = users;
    var declared = RegistryRolePlan.declared(pass.resource().getSpec().registryRoles()).keySet();
    return MembershipReport.problem(results)
        .or(() -> resolved.failure().map(Ending.Failed::new))
        .or(() -> RegistryRoles.problem(registries, declared))
        .orElseGet(() -> new Ending.Concluded(MembershipReport.applied(users, role)));
  }

  private StepResults removeLeaving(
      MembershipReconciliation pass, BoundTeam team, List<MemberState> leaving) {
    if (orphans(pass)) {
      removals.orphan(pass, team.connection(), team.remote(), leaving);
      return StepResults.NONE;
    }
    return removals.remove(
        pass, team.connection(), team.remote(), leaving, Step.Cause.NOT_DECLARED);
  }

  /** Returns the accounts that have the declared role in the team. */
  private static Set<String> settled(MembershipPlan plan, StepResults granted) {
    var settled = plan.grants().stream().map(Grant::userId).collect(Collectors.toSet());
    settled.removeAll(granted.unapplied());
    return settled;
  }

  /** Ends the access of all users. The resource stays. */
  Ending expire(MembershipReconciliation pass, BoundTeam team) {
    if (ClockSkew.tooLarge(team.connection().api().clockSkew())) {
      hold(pass, team, StepResults.NONE);
      return new Ending.Concluded(
          ReconcileResult.waiting(
              Reason.ClockSkew,
              "spec.expiresAt has passed by the operator's clock, but this clock and the clock of the"
                  + " W&B server differ too much. Synchronize the clocks."));
    }
    var plan = MembershipPlan.ended(pass.draft().users);
    pass.draft().users = plan.leaving();
    remember(pass, team);
    var role = TeamRole.named(pass.resource().getSpec().role());
    if (MembershipSteps.isDryRun(pass, team) && !plan.leaving().isEmpty()) {
      var observed = team.connection().snapshot().observed(roster(team));
      var changes = plannedRemovals(pass, plan, observed, Step.Cause.EXPIRED);
      return new Ending.Concluded(show(pass, team, role, changes, List.of()));
    }
    var removed =
        removals.remove(pass, team.connection(), team.remote(), plan.leaving(), Step.Cause.EXPIRED);
    hold(pass, team, removed);
    pass.draft().users =
        MembershipReport.after(pass.draft().users, StepResults.NONE, removed, role);
    return MembershipReport.expired(removed);
  }

  private void hold(MembershipReconciliation pass, BoundTeam team, StepResults results) {
    holds.hold(pass, team.connection().name(), team.remote().id(), results);
  }

  /**
   * Saves the ids of new users in status before they are added. Without the id, the operator could
   * not remove a user after a crash.
   */
  private static void remember(MembershipReconciliation pass, BoundTeam team) {
    var draft = pass.draft();
    draft.teamId = team.remote().id();
    draft.teamName = team.remote().name();
    draft.serverName = team.connection().name();
    var known = MemberStates.ids(pass.resource().getStatus().users());
    if (!known.containsAll(MemberStates.ids(draft.users))) {
      pass.save();
    }
  }
}
