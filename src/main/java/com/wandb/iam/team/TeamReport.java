package com.wandb.iam.team;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.HeldPlan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberCounts;
import com.wandb.iam.crd.v1alpha1.PlanSummary;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.TeamSpec;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The members and the held plan in the status of a Team. */
final class TeamReport {
  private static final int MAX_STEPS = 50;

  private TeamReport() {}

  /** Returns the numbers of members by role. */
  static MemberCounts counts(RemoteRoster roster, int undeclared) {
    return new MemberCounts(
        count(roster, member -> true),
        count(roster, member -> person(member) && member.role() == TeamRole.BuiltIn.ADMIN),
        count(roster, member -> person(member) && member.role() == TeamRole.BuiltIn.MEMBER),
        count(roster, member -> person(member) && member.role() == TeamRole.BuiltIn.VIEWER),
        count(roster, member -> person(member) && member.role() instanceof TeamRole.Custom),
        count(roster, RemoteMember::pending),
        count(roster, member -> member.type() != AccountType.USER),
        undeclared);
  }

  /** Returns the number of users in the team, without open invitations. */
  static int people(RemoteRoster roster) {
    return count(roster, TeamReport::person);
  }

  private static boolean person(RemoteMember member) {
    return member.type() == AccountType.USER && !member.pending();
  }

  private static int count(RemoteRoster roster, Predicate<RemoteMember> which) {
    return (int) roster.members().stream().filter(which).count();
  }

  /** Returns the warnings of status: settings that are allowed but probably unintended. */
  static List<String> warnings(
      TeamSpec spec, MemberCounts counts, Optional<String> approval, HeldPlan plan) {
    var warnings = new ArrayList<String>();
    int wished = or(spec.membership().minimumAdmins());
    int admins = or(counts.admins());
    if (admins < wished) {
      warnings.add(
          "The team has "
              + admins
              + (admins == 1 ? " admin" : " admins")
              + ", fewer than the "
              + wished
              + " that spec.membership.minimumAdmins requires. Declare another user with the role"
              + " Admin.");
    }
    approval
        .filter(hash -> !hash.equals(plan.hash()) || plan.isEmpty())
        .ifPresent(
            hash ->
                warnings.add(
                    "The annotation "
                        + ActionAnnotation.APPROVE_PLAN.annotation()
                        + " does not contain the hash of the currently held plan. It approved"
                        + " nothing."));
    return List.copyOf(warnings);
  }

  private static int or(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  /** Returns the summary of the held plan. The count of approvals stays if no plan is held. */
  static @Nullable PlanSummary held(HeldPlan plan) {
    if (plan.isEmpty()) {
      return plan.approvals() == 0 ? null : approved(plan.approvals());
    }
    return new PlanSummary(
        plan.hash(),
        true,
        plan.approvals(),
        plan.steps().size(),
        plan.steps().stream().map(Step::describe).limit(MAX_STEPS).toList());
  }

  /** Returns the summary after an approval. */
  static PlanSummary approved(int approvals) {
    return new PlanSummary(null, false, approvals, 0, List.of());
  }

  /** Returns the summary of the planned changes of a team that is only observed. */
  static PlanSummary planned(List<String> steps, int approvals) {
    return new PlanSummary(
        null, false, approvals, steps.size(), steps.stream().limit(MAX_STEPS).toList());
  }

  /**
   * Returns the result while a plan is held.
   *
   * @param gone the number of users removed or demoted within the last hour
   * @param people the number of users before that
   */
  static ReconcileResult planHeld(@Nullable PlanSummary plan, int gone, int people, String limit) {
    var hash = plan == null ? null : plan.hash();
    int held = plan == null ? 0 : or(plan.total());
    return ReconcileResult.blocked(
        Reason.PlanHeld,
        "Removing or demoting "
            + (held + gone)
            + " of "
            + people
            + (people == 1 ? " user" : " users")
            + " within one hour exceeds spec.membership.maxRemovals ("
            + limit
            + "). "
            + held
            + (held == 1 ? " change waits" : " changes wait")
            + " for approval. Review status.plan, then annotate this Team with "
            + ActionAnnotation.APPROVE_PLAN.annotation()
            + "="
            + hash
            + ".");
  }

  /** Returns the ending if a member could not be removed or a setting differs; failures first. */
  static Optional<Ending> problem(
      TeamSpec spec, RemoteRoster roster, AuthoritativeTeam.Outcome outcome) {
    return outcome
        .results()
        .failure()
        .<Ending>map(Ending.Failed::new)
        .or(() -> blocked(spec, roster, outcome).map(Ending.Concluded::new));
  }

  /** Leaves out the removal limit, because the held plan is reported before anything else. */
  private static Optional<ReconcileResult> blocked(
      TeamSpec spec, RemoteRoster roster, AuthoritativeTeam.Outcome outcome) {
    return outcome
        .results()
        .violation(Set.of(Rule.REMOVAL_LIMIT))
        .map(Holds::blocked)
        .or(
            () ->
                outcome.waiting().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        ReconcileResult.waiting(Reason.UndeclaredMembers, outcome.waiting())))
        .or(() -> privacy(spec, roster));
  }

  /**
   * Returns the result if the team's privacy setting differs from the spec. A user must change it,
   * because no API of W&amp;B does.
   */
  static Optional<ReconcileResult> privacy(TeamSpec spec, RemoteRoster roster) {
    var expected = spec.privacy() == null ? null : spec.privacy().privateProjectsOnly();
    if (expected == null || expected == roster.privateProjectsOnly()) {
      return Optional.empty();
    }
    return Optional.of(
        ReconcileResult.blocked(
            Reason.PrivacyDiffers,
            "spec.privacy.privateProjectsOnly is "
                + expected
                + ", but the team's setting \"make all future projects private\" is "
                + (roster.privateProjectsOnly() ? "on" : "off")
                + ". The operator cannot change this setting. Change it in the W&B App."));
  }
}
