package com.wandb.iam.team.membership;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Active;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;

import com.wandb.iam.access.RoleOrder;
import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.wandb.write.StepResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a membership's pass reads, person by person and as a whole. */
public final class MembershipReport {
  private static final int NAMED = 5;

  private MembershipReport() {}

  /** Turns what became of the steps into states and conditions. */
  static ReconcileResult conclude(
      MembershipStatusBuilder draft,
      List<StepResult> results,
      List<StepResult> removals,
      TeamRole role) {
    settle(draft, results, removals, role);
    return unresolved(draft.users)
        .orElseGet(
            () ->
                ReconcileResult.ready(inForce(draft.users, role))
                    .with(Active, State.TRUE, Reason.Active, ""));
  }

  /** What is allowed, and what nobody can help. */
  static List<String> warnings(List<String> more, RoleOrder order, TeamRole role) {
    return order.lowers(TeamRole.BuiltIn.MEMBER, role)
        ? Stream.concat(
                Stream.of(
                    "the server offers no way to let people in with less than the role Member:"
                        + " whoever is added here is a Member for a moment, until the role "
                        + role.displayName()
                        + " is set"),
                more.stream())
            .limit(50)
            .toList()
        : more;
  }

  private static String inForce(List<MemberState> users, TeamRole role) {
    long invited = users.stream().filter(user -> MemberStates.INVITED.equals(user.state())).count();
    long held = users.size() - invited;
    return held
        + (held == 1 ? " person has" : " people have")
        + " the role "
        + role.displayName()
        + (invited == 0 ? "" : ", and " + invited + " are invited");
  }

  /**
   * What would be done, where nothing is.
   *
   * @param more what would be done beside the steps, in words
   */
  static ReconcileResult foreseen(
      MembershipStatusBuilder draft, List<Step> steps, List<String> more, TeamRole role) {
    var byUser = steps.stream().collect(Collectors.toMap(Step::userId, step -> step, (a, b) -> a));
    draft.users =
        draft.users.stream()
            .map(
                state -> {
                  var step = state.id() == null ? null : byUser.get(state.id());
                  boolean granted = state.id() != null && MemberStates.isGranted(state.state());
                  return !granted
                      ? state
                      : step == null
                          ? with(state, MemberStates.SYNCED, role, null)
                          : with(state, MemberStates.PENDING, role, "would " + step.describe());
                })
            .toList();
    return unresolved(draft.users)
        .orElseGet(
            () ->
                ReconcileResult.observed(
                    Stream.concat(steps.stream().map(Step::describe), more.stream()).toList()));
  }

  /** The same after the end of what was declared. */
  static ReconcileResult expired(
      MembershipStatusBuilder draft, List<StepResult> removals, TeamRole role) {
    settle(draft, List.of(), removals, role);
    return ReconcileResult.expired("access ended at spec.expiresAt");
  }

  /**
   * Turns what became of the steps into states.
   *
   * @throws ReconcileAbort where a promise stands against a step
   */
  private static void settle(
      MembershipStatusBuilder draft,
      List<StepResult> results,
      List<StepResult> removals,
      TeamRole role) {
    var byUser = new HashMap<String, StepResult>();
    results.forEach(result -> byUser.put(result.step().userId(), result));
    var held = new HashSet<String>();
    removals.stream()
        .filter(removal -> !(removal instanceof StepResult.Applied))
        .forEach(removal -> held.add(removal.step().userId()));
    draft.users =
        draft.users.stream()
            .filter(
                state ->
                    !MemberStates.LEAVING.equals(state.state())
                        || held.contains(String.valueOf(state.id())))
            .map(state -> after(state, byUser, role))
            .toList();
    var failure = failure(Stream.concat(results.stream(), removals.stream()));
    if (failure.isPresent()) {
      throw failure.get().error();
    }
    ReconcileAbort.at(withheld(Stream.concat(results.stream(), removals.stream())));
  }

  private static MemberState after(
      MemberState state, Map<String, StepResult> results, TeamRole role) {
    if (state.id() == null || !MemberStates.isGranted(state.state())) {
      return state;
    }
    return switch (results.get(state.id())) {
      case null -> with(state, MemberStates.SYNCED, role, null);
      case StepResult.Applied applied -> with(state, MemberStates.SYNCED, role, null);
      case StepResult.Withheld(var step, var violation) ->
          with(
              state,
              violation.rule() == Rule.CONFLICTING_WRITER
                  ? MemberStates.CONTESTED
                  : MemberStates.REFUSED,
              role,
              violation.message());
      case StepResult.Failed(var step, var error) ->
          with(state, MemberStates.FAILED, role, error.getMessage());
    };
  }

  /** The state of somebody who is to leave. */
  static MemberState leaving(MemberState state) {
    return MemberStates.as(state, MemberStates.LEAVING, state.role(), null);
  }

  private static MemberState with(
      MemberState state, String word, TeamRole role, @Nullable String message) {
    return MemberStates.as(state, word, role.displayName(), message);
  }

  private static Optional<StepResult.Failed> failure(Stream<StepResult> results) {
    return results
        .filter(StepResult.Failed.class::isInstance)
        .map(StepResult.Failed.class::cast)
        .findFirst();
  }

  private static Optional<ReconcileResult> withheld(Stream<StepResult> results) {
    return results
        .filter(StepResult.Withheld.class::isInstance)
        .map(StepResult.Withheld.class::cast)
        .findFirst()
        .map(
            result ->
                ReconcileResult.blocked(
                    reason(result.violation().rule()), result.violation().message()));
  }

  /** The word for what a rule stood against. */
  public static Reason reason(Rule rule) {
    return switch (rule) {
      case LAST_ADMIN, OWN_IDENTITY -> Reason.LastAdmin;
      case REMOVAL_LIMIT -> Reason.PlanHeld;
      case CONFLICTING_WRITER -> Reason.Contested;
      case UNRESOLVED_MEMBERS -> Reason.UndeclaredMembers;
      default -> Reason.NotAllowed;
    };
  }

  /** The first kind of trouble with people, and whom it is about. */
  private static Optional<ReconcileResult> unresolved(List<MemberState> users) {
    return Stream.of(
            trouble(users, MemberStates.UNKNOWN, Reason.UserNotFound),
            trouble(users, MemberStates.AMBIGUOUS, Reason.Ambiguous),
            trouble(users, MemberStates.IDENTITY_CHANGED, Reason.IdentityChanged),
            trouble(users, MemberStates.DEACTIVATED, Reason.Deactivated),
            trouble(users, MemberStates.CONFLICT, Reason.Conflict),
            trouble(users, MemberStates.CONTESTED, Reason.Contested))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<ReconcileResult> trouble(
      List<MemberState> users, String state, Reason reason) {
    var those = users.stream().filter(user -> state.equals(user.state())).toList();
    if (those.isEmpty()) {
      return Optional.empty();
    }
    var names =
        those.stream().limit(NAMED).map(MemberStates::nameOf).collect(Collectors.joining(", "));
    var more = those.size() > NAMED ? " and " + (those.size() - NAMED) + " more" : "";
    return Optional.of(
        ReconcileResult.blocked(
            reason,
            names + more + ": " + those.getFirst().message() + "; everybody else was seen to"));
  }

  /** Whether a membership that is to go may. */
  static Optional<ReconcileResult> leave(
      List<StepResult> removals, Cleanup cleanup, boolean teamGone) {
    var failure = failure(removals.stream());
    if (failure.isPresent()) {
      throw failure.get().error();
    }
    return withheld(removals.stream())
        .flatMap(
            held -> {
              var finding = held.finding(Ready).orElseThrow();
              return teamGone
                  ? cleanup.orphan("its Team is gone, and " + finding.message())
                  : cleanup.refuse(finding.reason(), finding.message());
            });
  }
}
