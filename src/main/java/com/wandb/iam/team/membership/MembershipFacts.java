package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The input of {@link MembershipPlan}: values that were read before.
 *
 * @param candidates in the order of the spec; a second name of one account is dropped
 * @param before the entries of status before this reconciliation
 * @param adopts whether members of the team that were not added by this membership are adopted
 */
record MembershipFacts(
    List<Candidate> candidates, List<MemberState> before, TeamRole role, boolean adopts) {
  MembershipFacts {
    var seen = new HashSet<String>();
    candidates =
        candidates.stream()
            .filter(
                candidate ->
                    !(candidate.match() instanceof Match.Found found)
                        || seen.add(found.user().id()))
            .toList();
    before = List.copyOf(before);
  }

  /** A declared user, the account that was found, and the outcome of provisioning without one. */
  record Candidate(Match match, ProvisionResult provision) {
    PersonReference person() {
      return match.person();
    }

    /** Returns the account of the user, found or provisioned. */
    Optional<RemoteUser> account() {
      return switch (match) {
        case Match.Found(var person, var user) -> Optional.of(user);
        case Match.Unknown unknown when provision instanceof ProvisionResult.Account(var user) ->
            Optional.of(user);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Whether the plan must know the members as they are now, because a member who joined since the
   * last sync may not be adopted either.
   */
  boolean needsLiveRoster() {
    return !adopts && accounts().anyMatch(this::isNewcomer);
  }

  /** Returns the accounts to claim before the plan is created. */
  List<String> claimed(RemoteRoster roster) {
    return accounts()
        .filter(candidate -> !isRefused(candidate, roster))
        .flatMap(candidate -> candidate.account().stream())
        .map(RemoteUser::id)
        .toList();
  }

  private Stream<Candidate> accounts() {
    return candidates.stream()
        .filter(candidate -> candidate.account().filter(RemoteUser::active).isPresent());
  }

  /** Returns the entry of status that is bound to an account. */
  Optional<MemberState> known(@Nullable String id) {
    return before.stream().filter(state -> id != null && id.equals(state.id())).findFirst();
  }

  /** Whether this membership neither bound nor invited the user. */
  private boolean isNewcomer(Candidate candidate) {
    boolean bound = candidate.account().flatMap(user -> known(user.id())).isPresent();
    return !bound && !wasInvited(candidate.person());
  }

  private boolean wasInvited(PersonReference person) {
    return before.stream()
        .filter(state -> UserMatch.names(state, person))
        .anyMatch(MemberStates::isOurInvitation);
  }

  private static boolean isMember(Candidate candidate, RemoteRoster roster) {
    return candidate.account().flatMap(user -> roster.member(user.id())).isPresent();
  }

  /** Whether the account is a member that this membership may not adopt. */
  boolean isRefused(Candidate candidate, RemoteRoster roster) {
    return !adopts && isNewcomer(candidate) && isMember(candidate, roster);
  }

  /** Whether the account was a member before this membership. */
  boolean isAdopted(Candidate candidate, RemoteRoster roster) {
    return isNewcomer(candidate)
        ? isMember(candidate, roster)
        : candidate
            .account()
            .flatMap(user -> known(user.id()))
            .map(MemberState::adopted)
            .orElse(false);
  }
}
