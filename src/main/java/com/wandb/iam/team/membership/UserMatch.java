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
 * only the id counts, because names and addresses are reused.
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

    /** The name belongs to another account now. */
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
    var boundId = boundId(person, before);
    if (boundId.isPresent()) {
      var bound = snapshot.user(boundId.get());
      boolean takenOver =
          named.stream().anyMatch(user -> !user.id().equals(boundId.get()))
              && bound.filter(user -> carries(user, person)).isEmpty();
      if (takenOver) {
        return new Match.Changed(person, boundId.get());
      }
      return bound.<Match>map(user -> found(person, user)).orElse(new Match.Unknown(person));
    }
    return switch (named.size()) {
      case 0 -> new Match.Unknown(person);
      case 1 -> found(person, named.getFirst());
      default -> new Match.Ambiguous(person, named.size());
    };
  }

  /** Returns the id that a user was bound to by an earlier reconciliation. */
  static Optional<String> boundId(PersonReference person, List<MemberState> before) {
    return before.stream()
        .filter(state -> names(state, person))
        .flatMap(state -> Optional.ofNullable(state.id()).stream())
        .findFirst();
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
