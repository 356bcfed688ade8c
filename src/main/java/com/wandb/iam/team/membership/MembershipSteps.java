package com.wandb.iam.team.membership;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalLimiters;
import com.wandb.iam.wandb.write.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What becomes of the steps of a membership: sent to the writer, only foreseen, held by the brake,
 * or left alone because somebody undoes them.
 */
public final class MembershipSteps {
  private final CachedResources resources;
  private final RemovalLimiters limiters;
  private final PlannedChanges foreseen;
  private final Contests contests;
  private final EventRecorder events;
  private final WorkObserver observer;

  /** Each correction is told; a whole list that was undone at once is told in part. */
  private static final int TOLD = 20;

  public MembershipSteps(
      CachedResources resources,
      RemovalLimiters limiters,
      PlannedChanges foreseen,
      Contests contests,
      EventRecorder events,
      WorkObserver observer) {
    this.resources = resources;
    this.limiters = limiters;
    this.foreseen = foreseen;
    this.contests = contests;
    this.events = events;
    this.observer = observer;
  }

  /** Whether nothing is to be written: for this resource, or for the whole team. */
  static boolean onlyForeseen(MembershipReconciliation pass, BoundTeam team) {
    return pass.resource().getSpec().managementPolicy() == ManagementPolicy.Observe
        || Names.isObserved(team.resource());
  }

  /**
   * Says what would be done.
   *
   * @param more what would be done beside the steps, in words
   */
  ReconcileResult foresee(
      MembershipReconciliation pass,
      BoundTeam team,
      List<Step> steps,
      List<String> more,
      TeamRole role) {
    pass.draft().foreseen =
        Stream.concat(steps.stream().map(Step::describe), more.stream()).toList();
    hold(pass, team.connection().name(), team.remote().id(), List.of());
    return MembershipReport.foreseen(pass.draft(), steps, more, role);
  }

  /** Has the steps done, save those that somebody keeps undoing. */
  List<StepResult> apply(
      MembershipReconciliation pass,
      BoundTeam team,
      List<Grant> grants,
      Plan plan,
      ObservedTeam observed,
      List<MemberState> before) {
    noteContested(pass, before);
    noteAgreed(pass, grants, plan);
    var open = new ArrayList<Step>();
    var results = new ArrayList<StepResult>();
    for (var step : plan.steps()) {
      boolean braked = observed.takesAway(step) && observed.keepsAnAdmin(step);
      var held = braked ? heldAnyway(team, step) : List.<StepResult>of();
      if (!held.isEmpty()) {
        results.addAll(held);
      } else if (contests.isContested(matter(pass, step), team.interval())) {
        results.add(new StepResult.Withheld(step, contested(step)));
      } else {
        open.add(step);
      }
    }
    results.addAll(team.connection().teams().apply(team.remote(), new Plan(open)));
    observer.applied(team.connection().name(), results);
    results.stream()
        .filter(StepResult.Applied.class::isInstance)
        .map(StepResult::step)
        .forEach(step -> contests.done(matter(pass, step)));
    tellCorrections(pass, team.connection().name(), results, before);
    return results;
  }

  private List<StepResult> heldAnyway(BoundTeam team, Step step) {
    return limiters.heldAnyway(team.connection().name(), team.remote().id(), List.of(step));
  }

  /** What was contested before a restart is so still, unless it is asked for anew. */
  private void noteContested(MembershipReconciliation pass, List<MemberState> before) {
    Long observed = pass.report().observedGeneration();
    boolean asked =
        ActionAnnotation.RECONCILE
            .pending(pass.resource(), pass.resource().getStatus().handled())
            .isPresent();
    if (asked || observed == null || observed != pass.generation()) {
      return;
    }
    for (var state : before) {
      var role = state.role();
      if (MemberStates.CONTESTED.equals(state.state()) && state.id() != null && role != null) {
        contests.contest(Contests.Matter.of(pass, aim(state.id(), role)));
      }
    }
  }

  private void noteAgreed(Reconciliation<?, ?, ?> pass, List<Grant> grants, Plan plan) {
    var open = plan.steps().stream().map(Step::userId).collect(Collectors.toSet());
    grants.stream()
        .filter(grant -> !open.contains(grant.userId()))
        .map(grant -> aim(grant.userId(), grant.role().displayName()))
        .forEach(aim -> contests.agreed(Contests.Matter.of(pass, aim)));
  }

  private static String aim(String userId, String role) {
    return new Step.AddMember(userId, "", TeamRole.named(role)).aim();
  }

  private static Contests.Matter matter(Reconciliation<?, ?, ?> pass, Step step) {
    return Contests.Matter.of(pass, step.aim());
  }

  public static Violation contested(Step step) {
    return new Violation(
        Rule.CONFLICTING_WRITER,
        "spec",
        "somebody undid it twice: " + step.describe(),
        "find who manages this team beside the operator, then annotate "
            + ActionAnnotation.RECONCILE.annotation()
            + " with a new value");
  }

  private void tellCorrections(
      MembershipReconciliation pass,
      String server,
      List<StepResult> results,
      List<MemberState> before) {
    var corrected =
        results.stream()
            .filter(StepResult.Applied.class::isInstance)
            .map(StepResult::step)
            .filter(step -> wasSo(step, before))
            .toList();
    corrected.forEach(step -> observer.driftCorrected(server));
    corrected.stream()
        .limit(TOLD)
        .forEach(
            step ->
                events.normal(
                    pass.resource(),
                    "Corrected",
                    step.describe() + ": somebody else had changed it on the server"));
  }

  private static boolean wasSo(Step step, List<MemberState> before) {
    return before.stream()
        .filter(state -> step.userId().equals(state.id()))
        .filter(state -> MemberStates.SYNCED.equals(state.state()))
        .anyMatch(
            state -> state.role() != null && step.aim().equals(aim(step.userId(), state.role())));
  }

  /** Tells the brake what of this resource's steps it holds. */
  public void hold(
      Reconciliation<?, ?, ?> pass, String server, String teamId, List<StepResult> results) {
    var held =
        results.stream()
            .filter(StepResult.Withheld.class::isInstance)
            .map(StepResult.Withheld.class::cast)
            .filter(result -> result.violation().rule() == Rule.REMOVAL_LIMIT)
            .map(StepResult.Withheld::step)
            .toList();
    if (limiters.of(server, teamId).hold(Claimant.of(pass.resource()), held)) {
      if (!held.isEmpty()) {
        observer.planHeld(server);
      }
      enqueueTeam(pass);
    }
  }

  /** Notes what is only foreseen: the Team shows all of it. */
  void noteForeseen(MembershipReconciliation pass) {
    var draft = pass.draft();
    if (draft.serverName != null
        && draft.teamId != null
        && foreseen.note(
            draft.serverName,
            draft.teamId,
            pass.resource().getMetadata().getUid(),
            draft.foreseen)) {
      enqueueTeam(pass);
    }
  }

  /** A declaration that rests or was rejected asks for nothing, wherever it never got a team. */
  void holdNothingAtRest(MembershipReconciliation pass) {
    var conditions = pass.report().conditions();
    boolean rejected =
        Conditions.find(conditions, ConditionType.Accepted.name())
            .filter(condition -> ConditionUpdate.State.FALSE.text().equals(condition.status()))
            .isPresent();
    boolean suspended =
        Conditions.find(conditions, ConditionType.Ready.name())
            .filter(condition -> Reason.Suspended.name().equals(condition.reason()))
            .isPresent();
    if (rejected || suspended) {
      holdNothing(pass);
    }
  }

  private void holdNothing(MembershipReconciliation pass) {
    var draft = pass.draft();
    var team = pass.resource().getSpec().teamRef();
    if (draft.serverName != null && draft.teamId != null) {
      hold(pass, draft.serverName, draft.teamId, List.of());
    } else if (team != null) {
      resources
          .get(Team.class, pass.namespace(), team.name())
          .filter(resource -> Names.idOf(resource).isPresent())
          .ifPresent(
              resource ->
                  hold(pass, Names.serverOf(resource), Names.idOf(resource).get(), List.of()));
    }
  }

  private void enqueueTeam(Reconciliation<?, ?, ?> pass) {
    if (pass.resource() instanceof TeamMembership membership) {
      resources.enqueue(Team.class, pass.namespace(), membership.getSpec().teamRef().name());
    }
  }
}
