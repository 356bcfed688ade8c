package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.MemberState;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The values of {@code status.users[].state}. */
enum UserState {
  /** Has the declared role. */
  SYNCED("Synced"),

  /** Is known, and does not have the declared role yet. */
  PENDING("Pending"),

  /** Has no account on the server, or an account that is not a user's. */
  UNKNOWN("Unknown"),

  /** Has a name that more than one account has. */
  AMBIGUOUS("Ambiguous"),

  /** Has a name that belongs to another account than the bound one. */
  IDENTITY_CHANGED("IdentityChanged"),

  /** Has a deactivated account. */
  DEACTIVATED("Deactivated"),

  /** Is invited and has not accepted yet. */
  INVITED("Invited"),

  /** Another client reverted the change twice, and the operator stopped retrying. */
  CONTESTED("Contested"),

  /** Is declared by another membership, or is a member that this one may not adopt. */
  CONFLICT("Conflict"),

  /** Is refused by the permission model. */
  REFUSED("Refused"),

  /** Is refused by the server. */
  FAILED("Failed"),

  /** Is no longer declared, and not yet removed from the team. */
  LEAVING("Leaving");

  private static final Set<UserState> INVITATIONS = EnumSet.of(INVITED, FAILED, CONTESTED);
  private static final Set<UserState> GRANTED =
      EnumSet.of(SYNCED, PENDING, FAILED, REFUSED, CONTESTED);
  private static final Set<UserState> UNCERTAIN = EnumSet.of(AMBIGUOUS, IDENTITY_CHANGED, UNKNOWN);

  private final String text;

  UserState(String text) {
    this.text = text;
  }

  /** Returns the value as status has it. */
  String text() {
    return text;
  }

  /** Returns the state of an entry; empty for a value of another version. */
  static Optional<UserState> of(MemberState entry) {
    return Arrays.stream(values()).filter(state -> state.is(entry)).findFirst();
  }

  /** Whether the entry has this state. */
  boolean is(MemberState entry) {
    return text.equals(entry.state());
  }

  /** Whether the operator sent an invitation in this state, or tried to. */
  boolean isInvitation() {
    return INVITATIONS.contains(this);
  }

  /** Whether the results of the steps decide the next state, because the user is granted a role. */
  boolean isGranted() {
    return GRANTED.contains(this);
  }

  /** Whether the account that the entry names is not certain. */
  boolean isUncertain() {
    return UNCERTAIN.contains(this);
  }
}
