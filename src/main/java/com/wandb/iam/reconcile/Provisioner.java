package com.wandb.iam.reconcile;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.Provisioning;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.reconcile.Lookups.BoundTeam;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sees to people whom the server does not know: invites them, or makes their accounts, where the
 * membership says so. Whoever was known once and is gone was removed by somebody, and stays out.
 */
final class Provisioner {
  /**
   * What came of it.
   *
   * @param state what status says; null where the person has an account now
   * @param user the account, where there is one now
   */
  record Provided(@Nullable MemberState state, @Nullable RemoteUser user) {}

  private final Workbench workbench;
  private final Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass;
  private final BoundTeam team;
  private final TeamRole role;

  Provisioner(
      Workbench workbench,
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      BoundTeam team,
      TeamRole role) {
    this.workbench = workbench;
    this.pass = pass;
    this.team = team;
    this.role = role;
  }

  /**
   * Does what the membership says for somebody unknown.
   *
   * @param observed whether nothing is to be written
   * @return empty where nothing is to be done for this person
   */
  Optional<Provided> provide(PersonReference person, List<MemberState> before, boolean observed) {
    var provisioning = pass.resource().getSpec().provisioning();
    var email = person.email();
    if (provisioning == Provisioning.None
        || email == null
        || People.boundId(person, before).isPresent()) {
      return Optional.empty();
    }
    if (observed) {
      return Optional.of(
          state(
              person,
              MemberStates.PENDING,
              (provisioning == Provisioning.Invite ? "would invite " : "would make an account for ")
                  + email,
              null));
    }
    return Optional.of(
        provisioning == Provisioning.Invite
            ? invited(person, email, before)
            : new Provided(null, account(email)));
  }

  /** What would be done for people whom the server does not know, in words. */
  static Stream<String> foreseen(List<MemberState> states) {
    return states.stream()
        .filter(state -> state.id() == null && MemberStates.PENDING.equals(state.state()))
        .map(state -> String.valueOf(state.message()).replaceFirst("^would ", ""));
  }

  private Provided invited(PersonReference person, String email, List<MemberState> before) {
    var known =
        before.stream()
            .filter(state -> People.names(state, person))
            .filter(state -> MemberStates.INVITED.equals(state.state()))
            .findFirst();
    if (invitation(team.connection().snapshot().roster(team.remote().id()), email).isPresent()) {
      boolean adopted = known.map(MemberState::adopted).orElse(known.isEmpty());
      return state(person, MemberStates.INVITED, null, adopted ? true : null);
    }
    var matter = Corrections.Matter.of(pass, "invite " + email.toLowerCase(Locale.ROOT));
    if (workbench.corrections().isContested(matter, team.interval())) {
      return state(
          person,
          MemberStates.CONTESTED,
          "somebody took the invitation back twice; annotate "
              + Orders.RECONCILE.annotation()
              + " with a new value to invite them again",
          null);
    }
    return invite(person, email, matter);
  }

  private Provided invite(PersonReference person, String email, Corrections.Matter matter) {
    var found = team.connection().api().users().byEmail(email);
    if (found.size() == 1) {
      return new Provided(null, noted(found.getFirst()));
    }
    try {
      team.connection().api().teams().invite(team.remote().name(), email);
    } catch (WandbException.Conflict already) {
      // Somebody else was faster; the end is the same.
    }
    workbench.corrections().done(matter);
    workbench
        .events()
        .normal(
            pass.resource(),
            "Invited",
            "invited " + email + " into the team " + team.remote().name());
    noteRoster();
    return state(person, MemberStates.INVITED, null, null);
  }

  private void noteRoster() {
    var roster = Rosters.live(team.connection(), team.remote());
    team.connection()
        .store()
        .writeThrough(workbench.clock().instant(), snapshot -> snapshot.with(roster));
  }

  /** The account that the address has now, or one made for it. */
  private RemoteUser account(String email) {
    var users = team.connection().api().users();
    var found = users.byEmail(email);
    if (found.size() == 1) {
      return noted(found.getFirst());
    }
    RemoteUser made;
    try {
      made = users.create(username(email), email);
    } catch (WandbException.Conflict taken) {
      made = users.create(longUsername(email), email);
    }
    workbench
        .events()
        .normal(
            pass.resource(),
            "AccountCreated",
            "made the account " + made.username() + " of " + email);
    return noted(made);
  }

  private RemoteUser noted(RemoteUser user) {
    team.connection()
        .store()
        .writeThrough(workbench.clock().instant(), snapshot -> snapshot.with(user));
    return user;
  }

  /** What stands before the at sign, as W&amp;B itself names people. */
  private static String username(String email) {
    return email
        .substring(0, email.indexOf('@'))
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9_-]+", "-");
  }

  /** With the domain, where somebody of another domain has the short name. */
  private static String longUsername(String email) {
    return email.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-");
  }

  private Provided state(
      PersonReference person, String state, @Nullable String message, @Nullable Boolean adopted) {
    return new Provided(
        new MemberState(
            person.email(),
            person.username(),
            null,
            state,
            role.displayName(),
            null,
            List.of(),
            message,
            adopted),
        null);
  }

  /** The open invitation of an address. */
  static Optional<RemoteMember> invitation(Optional<RemoteRoster> roster, String email) {
    return roster.stream()
        .flatMap(present -> present.members().stream())
        .filter(RemoteMember::pending)
        .filter(member -> email.equalsIgnoreCase(member.email()))
        .findFirst();
  }

  /** Takes the invitations back that the membership sent to people whom it no longer names. */
  static void withdraw(ServerConnection connection, RemoteTeam team, List<String> emails) {
    if (emails.isEmpty()) {
      return;
    }
    var roster = Rosters.live(connection, team);
    for (var email : emails) {
      invitation(Optional.of(roster), email)
          .map(RemoteMember::invitationId)
          .ifPresent(id -> connection.api().teams().withdrawInvitation(team.name(), id));
    }
  }
}
