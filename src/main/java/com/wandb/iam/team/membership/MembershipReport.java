package com.wandb.iam.team.membership;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Active;

import com.wandb.iam.access.RoleOrder;
import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.Failures;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of a membership: the state of each user, and the result as a whole. */
final class MembershipReport {
  private static final int NAMED = 5;
  private static final int MAX_WARNINGS = 50;

  /** A state that prevents the declared access, and its reason. */
  private record Problem(UserState state, Reason reason) {}

  /** In the order in which they are reported. */
  private static final List<Problem> PROBLEMS =
      List.of(
          new Problem(UserState.UNKNOWN, Reason.UserNotFound),
          new Problem(UserState.AMBIGUOUS, Reason.Ambiguous),
          new Problem(UserState.IDENTITY_CHANGED, Reason.IdentityChanged),
          new Problem(UserState.DEACTIVATED, Reason.Deactivated),
          new Problem(UserState.CONFLICT, Reason.Conflict),
          new Problem(UserState.CONTESTED, Reason.Contested));

  private MembershipReport() {}

  /**
   * Returns the entries of status after the steps.
   *
   * @param results the results of the steps that grant the role
   * @param removals the results of the steps that remove users who are no longer declared
   */
  static List<MemberState> after(
      List<MemberState> users, StepResults results, StepResults removals, TeamRole role) {
    var byUser =
        results.all().stream()
            .collect(
                Collectors.toMap(
                    result -> result.step().userId(), Function.identity(), (a, b) -> b));
    var staying = removals.unapplied();
    return users.stream()
        .filter(
            state -> !UserState.LEAVING.is(state) || staying.contains(String.valueOf(state.id())))
        .map(state -> after(state, byUser, role))
        .toList();
  }

  private static MemberState after(
      MemberState state, Map<String, StepResult> results, TeamRole role) {
    if (state.id() == null || !MemberStates.isGranted(state)) {
      return state;
    }
    var name = role.displayName();
    return switch (results.get(state.id())) {
      case null -> MemberStates.as(state, UserState.SYNCED, name, null);
      case StepResult.Applied applied -> MemberStates.as(state, UserState.SYNCED, name, null);
      case StepResult.Withheld(var step, var violation) ->
          MemberStates.as(
              state,
              violation.rule() == Rule.CONFLICTING_WRITER ? UserState.CONTESTED : UserState.REFUSED,
              name,
              violation.message());
      case StepResult.Failed(var step, var error) ->
          MemberStates.as(state, UserState.FAILED, name, Failures.sentence(error));
    };
  }

  /** Returns the result of a reconciliation in which no step failed and none is withheld. */
  static ReconcileResult applied(List<MemberState> users, TeamRole role) {
    return unresolved(users)
        .orElseGet(
            () ->
                ReconcileResult.ready(inForce(users, role))
                    .with(Active, State.TRUE, Reason.Active, ""));
  }

  /** Returns the ending if a step failed or is withheld; failures first. */
  static Optional<Ending> problem(StepResults results) {
    return results
        .failure()
        .<Ending>map(Ending.Failed::new)
        .or(() -> results.violation(Set.of()).map(Holds::blocked).map(Ending.Concluded::new));
  }

  /** Returns the warnings of status: access that is allowed but probably unintended. */
  static List<String> warnings(List<String> more, RoleOrder order, TeamRole role) {
    return order.lowers(TeamRole.BuiltIn.MEMBER, role)
        ? Stream.concat(
                Stream.of(
                    "The W&B server adds each user with the role Member first. For a moment, a new"
                        + " user has more permissions than the role "
                        + role.displayName()
                        + "."),
                more.stream())
            .limit(MAX_WARNINGS)
            .toList()
        : more;
  }

  private static String inForce(List<MemberState> users, TeamRole role) {
    long invited = users.stream().filter(UserState.INVITED::is).count();
    long held = users.size() - invited;
    return held
        + (held == 1 ? " user has" : " users have")
        + " the role "
        + role.displayName()
        + (invited == 0 ? "." : ", and " + invited + (invited == 1 ? " is" : " are") + " invited.");
  }

  /** Returns the entries of status of a plan that is only shown. */
  static List<MemberState> shown(List<MemberState> users, List<Step> steps, TeamRole role) {
    var byUser = steps.stream().collect(Collectors.toMap(Step::userId, step -> step, (a, b) -> a));
    return users.stream()
        .map(
            state -> {
              if (state.id() == null || !MemberStates.isGranted(state)) {
                return state;
              }
              var step = byUser.get(state.id());
              return step == null
                  ? MemberStates.as(state, UserState.SYNCED, role.displayName(), null)
                  : MemberStates.as(
                      state, UserState.PENDING, role.displayName(), "would " + step.describe());
            })
        .toList();
  }

  /**
   * Returns the result of a reconciliation that only shows its plan.
   *
   * @param changes descriptions of all planned changes
   */
  static ReconcileResult observed(List<MemberState> users, List<String> changes) {
    return unresolved(users).orElseGet(() -> ReconcileResult.observed(changes));
  }

  /** Returns the ending of a reconciliation after the end of the declared access. */
  static Ending expired(StepResults removals) {
    return problem(removals)
        .orElseGet(
            () -> new Ending.Concluded(ReconcileResult.expired("Access ended at spec.expiresAt.")));
  }

  /**
   * Returns the result for the first kind of problem with users. Its message is the one of the
   * first user with that problem, after the names of all users with this message.
   */
  private static Optional<ReconcileResult> unresolved(List<MemberState> users) {
    long affected =
        users.stream()
            .filter(user -> PROBLEMS.stream().anyMatch(problem -> problem.state().is(user)))
            .count();
    return PROBLEMS.stream()
        .flatMap(
            problem ->
                users.stream()
                    .filter(problem.state()::is)
                    .limit(1)
                    .map(
                        first ->
                            ReconcileResult.blocked(
                                problem.reason(),
                                message(problem.state(), first.message(), users, affected))))
        .findFirst();
  }

  private static String message(
      UserState state, @Nullable String message, List<MemberState> users, long affected) {
    var those =
        users.stream()
            .filter(user -> state.is(user) && Objects.equals(message, user.message()))
            .map(MemberStates::nameOf)
            .toList();
    var more = those.size() > NAMED ? " and " + (those.size() - NAMED) + " more" : "";
    return those.stream().limit(NAMED).collect(Collectors.joining(", "))
        + more
        + ": "
        + Objects.requireNonNullElse(message, "The state is " + state.text() + ".")
        + (those.size() == affected ? "" : " See status.users for each user.");
  }
}
