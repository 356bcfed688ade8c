package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Questions on entries of {@code status.users}, and changed copies of them. */
final class MemberStates {
  private static final int MAX_MESSAGE = 1000;

  /** Needed because roles created in the W&amp;B App may have longer names than declared ones. */
  private static final int MAX_ROLE = 128;

  private MemberStates() {}

  /** Returns the name to show for a user. */
  static String nameOf(MemberState state) {
    var email = state.email();
    return email == null ? String.valueOf(state.username()) : email;
  }

  /** Returns the accounts that the entries are bound to. */
  static Set<String> ids(Collection<MemberState> states) {
    return states.stream()
        .map(MemberState::id)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** Returns whether it is certain which account the entry means, or which address to invite. */
  static boolean isResolved(MemberState entry) {
    boolean known =
        entry.id() != null || UserState.INVITED.is(entry) || UserState.CONFLICT.is(entry);
    return known && UserState.of(entry).filter(UserState::isUncertain).isEmpty();
  }

  /** Whether the operator sent an invitation, or tried to. */
  static boolean isInvitation(MemberState entry) {
    return UserState.of(entry).filter(UserState::isInvitation).isPresent();
  }

  /** Whether the results of the steps decide the next state. */
  static boolean isGranted(MemberState entry) {
    return UserState.of(entry).filter(UserState::isGranted).isPresent();
  }

  /** Whether a membership sent an invitation that is not known to be accepted. */
  static boolean isOurInvitation(MemberState entry) {
    return entry.id() == null
        && (isInvitation(entry) || UserState.LEAVING.is(entry))
        && !Boolean.TRUE.equals(entry.adopted());
  }

  /** Returns the entry of a user who has no account. */
  static MemberState withoutAccount(
      PersonReference person,
      UserState state,
      TeamRole role,
      @Nullable String message,
      @Nullable Boolean adopted) {
    return new MemberState(
        person.email(),
        person.username(),
        null,
        state.text(),
        role.displayName(),
        null,
        List.of(),
        message,
        adopted);
  }

  /** Returns the entry with another state. */
  static MemberState as(
      MemberState entry, UserState state, @Nullable String role, @Nullable String message) {
    return new MemberState(
        entry.email(),
        entry.username(),
        entry.id(),
        state.text(),
        cut(role, MAX_ROLE),
        entry.effectiveRegistryRole(),
        entry.registries(),
        cut(message, MAX_MESSAGE),
        entry.adopted(),
        entry.registryRoles(),
        entry.created());
  }

  private static @Nullable String cut(@Nullable String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most);
  }

  /** Returns the entry bound to an account. */
  static MemberState bound(MemberState entry, String id) {
    return new MemberState(
        entry.email(),
        entry.username(),
        id,
        entry.state(),
        entry.role(),
        entry.effectiveRegistryRole(),
        entry.registries(),
        entry.message(),
        entry.adopted(),
        entry.registryRoles(),
        entry.created());
  }

  /** Returns the entry with other roles in registries. */
  static MemberState inRegistries(
      MemberState entry, @Nullable String effective, Collection<String> registries) {
    return new MemberState(
        entry.email(),
        entry.username(),
        entry.id(),
        entry.state(),
        entry.role(),
        effective,
        List.copyOf(registries),
        entry.message(),
        entry.adopted(),
        entry.registryRoles(),
        entry.created());
  }

  /** Returns the step that removes the user, with the role from status. */
  static Step step(MemberState state) {
    var role = state.role();
    return new Step.RemoveMember(
        String.valueOf(state.id()),
        nameOf(state),
        role == null ? TeamRole.BuiltIn.MEMBER : TeamRole.named(role));
  }
}
