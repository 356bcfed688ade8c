package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.resources.Names;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * Finds the accounts that a membership names. The first match binds the account's id. From then on
 * the id counts, because names and addresses are reused, together with a recorded name, because
 * another server reuses ids.
 */
final class UserMatch {
  /** The result of searching the account of one user. */
  sealed interface Match {
    PersonReference person();

    /** The account is known. */
    record Found(PersonReference person, RemoteUser user) implements Match {}

    /** No account has that name. */
    record Unknown(PersonReference person) implements Match {}

    /** Several accounts have that name. */
    record Ambiguous(PersonReference person, int accounts) implements Match {}

    /** The name or the id belongs to another account now. */
    record Changed(PersonReference person, String boundId) implements Match {}

    /** The account is a service account. */
    record ServiceAccount(PersonReference person) implements Match {}
  }

  private UserMatch() {}

  /** Finds the account of a user, first by the bound id. */
  static Match find(PersonReference person, List<MemberState> before, Snapshot snapshot) {
    var named =
        snapshot.usersNamed(Names.nameOf(person)).stream()
            .filter(user -> carries(user, person))
            .toList();
    var entry = boundEntry(person, before).orElse(null);
    if (entry != null) {
      return bound(person, entry, named, snapshot);
    }
    return switch (named.size()) {
      case 0 -> new Match.Unknown(person);
      case 1 -> found(person, named.getFirst());
      default -> new Match.Ambiguous(person, named.size());
    };
  }

  /** Finds the account of a bound user. The id counts only together with a recorded name. */
  private static Match bound(
      PersonReference person, MemberState entry, List<RemoteUser> named, Snapshot snapshot) {
    var id = String.valueOf(entry.id());
    var user = snapshot.user(id).orElse(null);
    boolean taken =
        named.stream().anyMatch(other -> !other.id().equals(id))
            && (user == null || !carries(user, person));
    if (taken || (user != null && !carries(user, person) && !isRecorded(user, entry))) {
      return new Match.Changed(person, id);
    }
    return user == null ? new Match.Unknown(person) : found(person, user);
  }

  /** Returns the id that a user was bound to by an earlier reconciliation. */
  static Optional<String> boundId(PersonReference person, List<MemberState> before) {
    return boundEntry(person, before).map(MemberState::id);
  }

  private static Optional<MemberState> boundEntry(
      PersonReference person, List<MemberState> before) {
    return before.stream()
        .filter(state -> names(state, person))
        .filter(state -> state.id() != null)
        .findFirst();
  }

  /**
   * Whether an account still has the time of creation, the username or an address that status
   * recorded. Otherwise the id may belong to another person, for example on a server that was
   * restored from a backup.
   */
  static boolean isRecorded(RemoteUser user, MemberState entry) {
    boolean sameCreation = user.created() != null && user.created().equals(entry.created());
    return sameCreation
        || user.username().equalsIgnoreCase(entry.username())
        || user.emails().stream().anyMatch(email -> email.equalsIgnoreCase(entry.email()));
  }

  /** Whether an entry of status is about the user that a spec names. */
  static boolean names(MemberState state, PersonReference person) {
    var email = person.email();
    return email != null
        ? email.equalsIgnoreCase(state.email())
        : Names.nameOf(person).equalsIgnoreCase(state.username());
  }

  /** Whether an account has the name or address by which a spec names a user. */
  static boolean carries(RemoteUser user, PersonReference person) {
    var email = person.email();
    return email != null
        ? user.emails().stream().anyMatch(email::equalsIgnoreCase)
        : user.username().equalsIgnoreCase(Names.nameOf(person));
  }

  private static Match found(PersonReference person, RemoteUser user) {
    var type = user.type();
    return type == null || type == AccountType.USER
        ? new Match.Found(person, user)
        : new Match.ServiceAccount(person);
  }
}
