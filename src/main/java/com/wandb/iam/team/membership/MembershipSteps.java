package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.team.removal.StepApplier;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;
import java.util.stream.Collectors;

/** Applies the steps that grant the users of a membership their role, and reports drift. */
public final class MembershipSteps {
  /** Limits the events for a list of corrections, because a whole team may be reverted at once. */
  private static final int MAX_EVENTS = 20;

  private final Holds holds;
  private final StepApplier applier;
  private final Contests contests;
  private final EventRecorder events;
  private final WorkObserver observer;

  public MembershipSteps(
      Holds holds,
      StepApplier applier,
      Contests contests,
      EventRecorder events,
      WorkObserver observer) {
    this.holds = holds;
    this.applier = applier;
    this.contests = contests;
    this.events = events;
    this.observer = observer;
  }

  /** Whether nothing may be written for this resource, or for the whole team. */
  static boolean isDryRun(MembershipReconciliation pass, BoundTeam team) {
    return pass.resource().getSpec().managementPolicy() == ManagementPolicy.Observe
        || Names.isObserved(team.resource());
  }

  /**
   * Applies the steps, except those that the removal limit certainly holds and those that another
   * client keeps reverting.
   *
   * @param before the entries of status before this reconciliation
   */
  StepResults apply(
      MembershipReconciliation pass,
      BoundTeam team,
      List<Grant> grants,
      Plan plan,
      ObservedTeam observed,
      List<MemberState> before) {
    restoreContested(pass, before);
    recordAgreed(pass, grants, plan);
    var server = team.connection().name();
    var results =
        applier.apply(
            pass,
            new StepApplier.Target(server, team.connection().teams(), team.remote()),
            plan.steps(),
            team.interval(),
            step ->
                observed.takesAway(step) && observed.keepsAnAdmin(step)
                    ? holds.certain(server, team.remote().id(), List.of(step))
                    : StepResults.NONE);
    reportCorrections(pass, server, results, before);
    return results;
  }

  /** Keeps contested roles contested after a restart, unless the annotation requests a retry. */
  private void restoreContested(MembershipReconciliation pass, List<MemberState> before) {
    Long observed = pass.report().observedGeneration();
    boolean requested =
        ActionAnnotation.RECONCILE
            .pending(pass.resource(), pass.resource().getStatus().handled())
            .isPresent();
    if (requested || observed == null || observed != pass.generation()) {
      return;
    }
    for (var state : before) {
      var role = state.role();
      if (UserState.CONTESTED.is(state) && state.id() != null && role != null) {
        contests.contest(Contests.Matter.of(pass, aim(state.id(), role)));
      }
    }
  }

  private void recordAgreed(MembershipReconciliation pass, List<Grant> grants, Plan plan) {
    var open = plan.steps().stream().map(Step::userId).collect(Collectors.toSet());
    grants.stream()
        .filter(grant -> !open.contains(grant.userId()))
        .map(grant -> aim(grant.userId(), grant.role().displayName()))
        .forEach(aim -> contests.agreed(Contests.Matter.of(pass, aim)));
  }

  private static String aim(String userId, String role) {
    return new Step.AddMember(userId, "", TeamRole.named(role)).aim();
  }

  private void reportCorrections(
      MembershipReconciliation pass, String server, StepResults results, List<MemberState> before) {
    var corrected = results.applied().stream().filter(step -> wasSynced(step, before)).toList();
    corrected.forEach(step -> observer.driftCorrected(server));
    corrected.stream()
        .limit(MAX_EVENTS)
        .forEach(
            step ->
                events.normal(
                    pass.resource(),
                    "Corrected",
                    "Corrected a change by another client: " + step.describe() + "."));
  }

  private static boolean wasSynced(Step step, List<MemberState> before) {
    return before.stream()
        .filter(state -> step.userId().equals(state.id()))
        .filter(UserState.SYNCED::is)
        .anyMatch(
            state -> state.role() != null && step.aim().equals(aim(step.userId(), state.role())));
  }
}
