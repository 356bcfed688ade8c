package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a membership says about each of its people; the words of {@code status.users[].state}. */
final class MemberStates {
  /** Holds the declared role. */
  static final String SYNCED = "Synced";

  /** Is known, and the server does not agree yet. */
  static final String PENDING = "Pending";

  /** The server knows nobody of that name, or this namespace may not name them. */
  static final String UNKNOWN = "Unknown";

  /** More than one account has that name. */
  static final String AMBIGUOUS = "Ambiguous";

  /** The name belongs to another account than the one it was first matched with. */
  static final String IDENTITY_CHANGED = "IdentityChanged";

  /** The account is deactivated on the server. */
  static final String DEACTIVATED = "Deactivated";

  /** Invited, and not there yet. */
  static final String INVITED = "Invited";

  /** Somebody undoes what the operator does; it stopped. */
  static final String CONTESTED = "Contested";

  /** Another membership already declares this person in this team. */
  static final String CONFLICT = "Conflict";

  /** The permission model forbids it. */
  static final String REFUSED = "Refused";

  /** The server did not do it. */
  static final String FAILED = "Failed";

  /** No longer declared, and not yet taken out of the team. */
  static final String LEAVING = "Leaving";

  private static final int MAX_MESSAGE = 1000;

  /** Roles that were made in the app may have longer names than can be declared. */
  private static final int MAX_ROLE = 128;

  private MemberStates() {}

  /** The name to show for somebody. */
  static String nameOf(MemberState state) {
    var email = state.email();
    return email == null ? String.valueOf(state.username()) : email;
  }

  /** Whether it is certain who is meant. */
  static boolean isResolved(MemberState entry) {
    var state = entry.state();
    boolean known = entry.id() != null || INVITED.equals(state) || CONFLICT.equals(state);
    return known
        && !AMBIGUOUS.equals(state)
        && !IDENTITY_CHANGED.equals(state)
        && !UNKNOWN.equals(state);
  }

  /** Whether the operator invited, or tried to. */
  static boolean isInvitation(@Nullable String state) {
    return INVITED.equals(state) || FAILED.equals(state) || CONTESTED.equals(state);
  }

  /** The same person in another state. */
  static MemberState as(
      MemberState entry, String state, @Nullable String role, @Nullable String message) {
    return new MemberState(
        entry.email(),
        entry.username(),
        entry.id(),
        state,
        cut(role, MAX_ROLE),
        entry.effectiveRegistryRole(),
        entry.registries(),
        cut(message, MAX_MESSAGE),
        entry.adopted());
  }

  private static @Nullable String cut(@Nullable String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most);
  }

  /** The same person, whose account is known now. */
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
        entry.adopted());
  }

  /** The same person with other roles in registries. */
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
        entry.adopted());
  }

  /** Whether what became of the steps decides the next state, rather than the look-up. */
  static boolean isGranted(@Nullable String state) {
    return SYNCED.equals(state)
        || PENDING.equals(state)
        || FAILED.equals(state)
        || REFUSED.equals(state)
        || CONTESTED.equals(state);
  }

  /** Whether a membership invited somebody who has not come yet. */
  static boolean isOurInvitation(MemberState state) {
    return state.id() == null
        && (isInvitation(state.state()) || LEAVING.equals(state.state()))
        && !Boolean.TRUE.equals(state.adopted());
  }

  /** The step that ends what somebody has, as status has them. */
  static Step step(MemberState state) {
    var role = state.role();
    return new Step.RemoveMember(
        String.valueOf(state.id()),
        nameOf(state),
        role == null ? TeamRole.BuiltIn.MEMBER : TeamRole.named(role));
  }
}
