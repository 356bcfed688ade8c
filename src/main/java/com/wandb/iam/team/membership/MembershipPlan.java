package com.wandb.iam.team.membership;

import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Failures;
import com.wandb.iam.resources.Names;
import com.wandb.iam.team.membership.MembershipFacts.Candidate;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The desired state of one membership, computed from values alone.
 *
 * @param states one for each declared user, in the order of the spec
 * @param grants one for each user who can be granted the role
 * @param leaving users whom an earlier reconciliation added or invited, and whom the spec no longer
 *     names
 * @param planned descriptions of the changes for users without an account, if the membership is
 *     only observed
 */
record MembershipPlan(
    List<MemberState> states, List<Grant> grants, List<MemberState> leaving, List<String> planned) {
  MembershipPlan {
    states = List.copyOf(states);
    grants = List.copyOf(grants);
    leaving = List.copyOf(leaving);
    planned = List.copyOf(planned);
  }

  /**
   * Makes the plan.
   *
   * @param roster the members of the team, read live if {@link MembershipFacts#needsLiveRoster}
   * @param conflicts for each claimed account that another membership declares, the message
   */
  static MembershipPlan of(
      MembershipFacts facts, RemoteRoster roster, Map<String, String> conflicts) {
    var states = new ArrayList<MemberState>();
    var grants = new ArrayList<Grant>();
    var planned = new ArrayList<String>();
    for (var candidate : facts.candidates()) {
      var user = candidate.account();
      if (user.isEmpty()) {
        states.add(withoutAccount(facts, candidate));
        if (candidate.provision() instanceof ProvisionResult.Planned(var change)) {
          planned.add(change);
        }
        continue;
      }
      var refusal = refusal(facts, candidate, user.get(), roster, conflicts);
      states.add(refusal.orElseGet(() -> granted(facts, candidate, user.get(), roster)));
      if (refusal.isEmpty()) {
        grants.add(grant(facts, candidate, user.get(), roster));
      }
    }
    return new MembershipPlan(states, grants, leaving(facts.before(), states), planned);
  }

  /** Returns the plan of a membership that declares no user any more. */
  static MembershipPlan ended(List<MemberState> before) {
    return new MembershipPlan(List.of(), List.of(), leaving(before, List.of()), List.of());
  }

  /** Returns the steps that give the users their role. */
  Plan steps(ObservedTeam observed) {
    return Plan.toGrant(grants, observed);
  }

  /** Returns the entries of status before the steps are applied. */
  List<MemberState> users() {
    return Stream.concat(states.stream(), leaving.stream()).toList();
  }

  /** Returns the entries of status, leaving out those who have nothing that could be removed. */
  List<MemberState> usersToShow(ObservedTeam observed) {
    return Stream.concat(
            states.stream(), leaving.stream().filter(state -> hasSomething(state, observed)))
        .toList();
  }

  private static boolean hasSomething(MemberState leaving, ObservedTeam observed) {
    return leaving.id() == null
        || observed.member(leaving.id()).isPresent()
        || !leaving.registries().isEmpty();
  }

  private static Optional<MemberState> refusal(
      MembershipFacts facts,
      Candidate candidate,
      RemoteUser user,
      RemoteRoster roster,
      Map<String, String> conflicts) {
    if (!user.active()) {
      return Optional.of(
          state(
              facts,
              candidate,
              UserState.DEACTIVATED,
              user.id(),
              "The account is deactivated on the W&B server. Reactivate it there, or remove the user"
                  + " from the spec."));
    }
    if (facts.isRefused(candidate, roster)) {
      return Optional.of(
          state(
              facts,
              candidate,
              UserState.CONFLICT,
              null,
              "The user is already a member of the team. To adopt the user, set"
                  + " spec.adoptionPolicy to IfExists."));
    }
    return Optional.ofNullable(conflicts.get(user.id()))
        .map(message -> state(facts, candidate, UserState.CONFLICT, null, message));
  }

  private static Grant grant(
      MembershipFacts facts, Candidate candidate, RemoteUser user, RemoteRoster roster) {
    boolean pending = facts.known(user.id()).map(UserState.PENDING::is).orElse(true);
    return new Grant(
        user.id(),
        Names.nameOf(candidate.person()),
        facts.role(),
        !facts.isAdopted(candidate, roster) && pending);
  }

  private static MemberState granted(
      MembershipFacts facts, Candidate candidate, RemoteUser user, RemoteRoster roster) {
    var person = candidate.person();
    var known = facts.known(user.id());
    return new MemberState(
        person.email() == null ? user.email().orElse(null) : person.email(),
        person.username() == null ? user.username() : person.username(),
        user.id(),
        known.flatMap(UserState::of).filter(UserState::isGranted).orElse(UserState.PENDING).text(),
        facts.role().displayName(),
        known.map(MemberState::effectiveRegistryRole).orElse(null),
        known.map(MemberState::registries).orElse(List.of()),
        null,
        facts.isAdopted(candidate, roster) ? true : null,
        known.map(MemberState::registryRoles).orElse(null),
        user.created());
  }

  private static MemberState withoutAccount(MembershipFacts facts, Candidate candidate) {
    return switch (candidate.match()) {
      case Match.Ambiguous(var person, int accounts) ->
          state(facts, candidate, UserState.AMBIGUOUS, null, ambiguous(accounts));
      case Match.Changed(var person, var boundId) ->
          state(
              facts,
              candidate,
              UserState.IDENTITY_CHANGED,
              boundId,
              "The name and the id in status belong to different accounts now. To declare the account"
                  + " with the name, remove the user from the spec and add the user again.");
      case Match.ServiceAccount account ->
          state(
              facts,
              candidate,
              UserState.UNKNOWN,
              null,
              "This is a W&B service account. Declare a ServiceAccount instead.");
      case Match.Found found -> missing(facts, candidate);
      case Match.Unknown unknown -> unknown(facts, candidate);
    };
  }

  private static MemberState unknown(MembershipFacts facts, Candidate candidate) {
    return switch (candidate.provision()) {
      case ProvisionResult.None none -> missing(facts, candidate);
      case ProvisionResult.Account account -> missing(facts, candidate);
      case ProvisionResult.Invited(boolean adopted) ->
          provisioned(facts, candidate, UserState.INVITED, null, adopted ? true : null);
      case ProvisionResult.Ambiguous(int accounts) ->
          provisioned(facts, candidate, UserState.AMBIGUOUS, ambiguous(accounts), null);
      case ProvisionResult.Contested contested ->
          provisioned(
              facts,
              candidate,
              UserState.CONTESTED,
              "Another client withdrew the invitation twice. To invite the user again, annotate this"
                  + " TeamMembership with "
                  + ActionAnnotation.RECONCILE.annotation()
                  + "=<new value>.",
              null);
      case ProvisionResult.Planned(var change) ->
          provisioned(facts, candidate, UserState.PENDING, "would " + change, null);
      case ProvisionResult.Failed(var error) ->
          provisioned(facts, candidate, UserState.FAILED, Failures.sentence(error), null);
    };
  }

  private static MemberState missing(MembershipFacts facts, Candidate candidate) {
    var bound = UserMatch.boundId(candidate.person(), facts.before());
    return state(
        facts,
        candidate,
        UserState.UNKNOWN,
        bound.orElse(null),
        bound.isPresent()
            ? "The account was deleted on the W&B server."
            : "The W&B server has no account with this name.");
  }

  private static String ambiguous(int accounts) {
    return accounts + " accounts have this name. Declare the user by username.";
  }

  private static MemberState provisioned(
      MembershipFacts facts,
      Candidate candidate,
      UserState state,
      @Nullable String message,
      @Nullable Boolean adopted) {
    return MemberStates.withoutAccount(candidate.person(), state, facts.role(), message, adopted);
  }

  private static MemberState state(
      MembershipFacts facts,
      Candidate candidate,
      UserState state,
      @Nullable String id,
      String message) {
    var known = facts.known(id);
    var person = candidate.person();
    return new MemberState(
        person.email() == null ? known.map(MemberState::email).orElse(null) : person.email(),
        person.username() == null
            ? known.map(MemberState::username).orElse(null)
            : person.username(),
        id,
        state.text(),
        null,
        null,
        known.map(MemberState::registries).orElse(List.of()),
        message,
        known.map(MemberState::adopted).orElse(null),
        known.map(MemberState::registryRoles).orElse(null),
        known.map(MemberState::created).orElse(null));
  }

  private static List<MemberState> leaving(List<MemberState> before, List<MemberState> now) {
    var still = MemberStates.ids(now);
    return before.stream()
        .filter(
            state ->
                state.id() == null
                    ? MemberStates.isOurInvitation(state) && !isNamed(state, now)
                    : !still.contains(state.id()))
        .map(state -> MemberStates.as(state, UserState.LEAVING, state.role(), null))
        .toList();
  }

  private static boolean isNamed(MemberState invited, List<MemberState> now) {
    var email = String.valueOf(invited.email());
    return now.stream().anyMatch(state -> email.equalsIgnoreCase(state.email()));
  }
}
