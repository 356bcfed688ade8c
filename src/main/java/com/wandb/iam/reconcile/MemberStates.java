package com.wandb.iam.reconcile;

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

  /** Another membership already declares this person in this team. */
  static final String CONFLICT = "Conflict";

  /** The permission model forbids it. */
  static final String REFUSED = "Refused";

  /** The server did not do it. */
  static final String FAILED = "Failed";

  /** No longer declared, and not yet taken out of the team. */
  static final String LEAVING = "Leaving";

  private MemberStates() {}

  /** Whether what became of the steps decides the next state, rather than the look-up. */
  static boolean isGranted(@Nullable String state) {
    return SYNCED.equals(state)
        || PENDING.equals(state)
        || FAILED.equals(state)
        || REFUSED.equals(state);
  }
}
