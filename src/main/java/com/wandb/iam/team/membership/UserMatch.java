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
 * Finds the accounts that a membership names. The first match binds the account's id; from then on
 * only the id counts, for names and addresses are given to others.
 */
final class UserMatch {
  /** What a look for one person came to. */
  sealed interface Match {
    PersonReference person();

    /** The account is known. */
    record Found(PersonReference person, RemoteUser user) implements Match {}

    /** Nobody of that name. */
    record Unknown(PersonReference person) implements Match {}

    /** Several accounts of that name. */
    record Ambiguous(PersonReference person, int accounts) implements Match {}

    /** The name belongs to another account now. */
    record Changed(PersonReference person, String boundId) implements Match {}

    /** The account is not a person's. */
    record ServiceAccount(PersonReference person) implements Match {}
  }

  private UserMatch() {}

  /** Looks for a person, first by the id it was bound to. */
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

  /** The id that a person was bound to in an earlier pass. */
  static Optional<String> boundId(PersonReference person, List<MemberState> before) {
    return before.stream()
        .filter(state -> names(state, person))
        .flatMap(state -> Optional.ofNullable(state.id()).stream())
        .findFirst();
  }

  /** Whether a status entry is about the person a spec names. */
  static boolean names(MemberState state, PersonReference person) {
    var email = person.email();
    return email != null
        ? email.equalsIgnoreCase(state.email())
        : Names.nameOf(person).equalsIgnoreCase(state.username());
  }

  /** Whether an account has the name or address that a spec names a person by. */
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
