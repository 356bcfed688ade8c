package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.Provisioning;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;
import java.time.InstantSource;
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
  private final Contests contests;
  private final EventRecorder events;
  private final InstantSource clock;
  private final MembershipReconciliation pass;
  private final BoundTeam team;
  private final TeamRole role;

  /**
   * What came of it.
   *
   * @param state what status says; null where the person has an account now
   * @param user the account, where there is one now
   */
  record Provided(@Nullable MemberState state, @Nullable RemoteUser user) {}

  private @Nullable WandbException failure;

  Provisioner(
      Contests contests,
      EventRecorder events,
      InstantSource clock,
      MembershipReconciliation pass,
      BoundTeam team,
      TeamRole role) {
    this.contests = contests;
    this.events = events;
    this.clock = clock;
    this.pass = pass;
    this.team = team;
    this.role = role;
  }

  /**
   * Says in status who is about to be invited: whoever comes by an invitation of which nothing is
   * known any more would stay for ever.
   *
   * @param unknown the people of the membership whom the server does not know
   */
  void announce(List<PersonReference> unknown) {
    if (pass.resource().getSpec().provisioning() != Provisioning.Invite || isObserved()) {
      return;
    }
    var before = pass.draft().users;
    var roster = team.connection().snapshot().roster(team.remote().id());
    var invited =
        unknown.stream()
            .filter(person -> isUninvited(person.email(), roster))
            .filter(
                person ->
                    before.stream()
                        .filter(state -> UserMatch.names(state, person))
                        .noneMatch(state -> MemberStates.isInvitation(state.state())))
            .toList();
    if (!invited.isEmpty()) {
      pass.draft().users =
          Stream.concat(
                  before.stream()
                      .filter(
                          state ->
                              invited.stream().noneMatch(person -> UserMatch.names(state, person))),
                  invited.stream()
                      .map(
                          person ->
                              state(person, MemberStates.INVITED, "about to be invited", null)))
              .toList();
      pass.save();
    }
  }

  private static boolean isUninvited(@Nullable String email, Optional<RemoteRoster> roster) {
    return email != null && SentInvitations.open(roster, email).isEmpty();
  }

  private boolean isObserved() {
    return MembershipSteps.onlyForeseen(pass, team);
  }

  /**
   * Does what the membership says for somebody unknown. What the server refuses for one person is
   * said of that person, and the others are seen to.
   *
   * @return empty where nothing is to be done for this person
   * @throws WandbException where the server answers nobody
   */
  Optional<Provided> provide(PersonReference person, List<MemberState> before) {
    var provisioning = pass.resource().getSpec().provisioning();
    var email = person.email();
    if (provisioning == Provisioning.None
        || email == null
        || UserMatch.boundId(person, before).isPresent()) {
      return Optional.empty();
    }
    if (isObserved()) {
      return Optional.of(
          provided(
              person,
              MemberStates.PENDING,
              (provisioning == Provisioning.Invite ? "would invite " : "would make an account for ")
                  + email,
              null));
    }
    try {
      return Optional.of(
          provisioning == Provisioning.Invite
              ? invited(person, email, before)
              : made(person, email));
    } catch (WandbException.Unavailable | WandbException.Throttled nobody) {
      throw nobody;
    } catch (WandbException error) {
      failure = failure == null ? error : failure;
      return Optional.of(provided(person, MemberStates.FAILED, error.getMessage(), null));
    }
  }

  /** The first of what the server refused. */
  Optional<WandbException> failure() {
    return Optional.ofNullable(failure);
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
            .filter(state -> UserMatch.names(state, person))
            .filter(state -> MemberStates.isInvitation(state.state()))
            .findFirst();
    var matter = Contests.Matter.of(pass, "invite " + email.toLowerCase(Locale.ROOT));
    var roster = team.connection().snapshot().roster(team.remote().id());
    if (SentInvitations.open(roster, email).isPresent()) {
      boolean adopted = known.map(state -> Boolean.TRUE.equals(state.adopted())).orElse(true);
      contests.agreed(matter);
      return provided(person, MemberStates.INVITED, null, adopted ? true : null);
    }
    if (contests.isContested(matter, team.interval())) {
      return provided(
          person,
          MemberStates.CONTESTED,
          "somebody took the invitation back twice; annotate "
              + ActionAnnotation.RECONCILE.annotation()
              + " with a new value to invite them again",
          null);
    }
    return existing(person, email).orElseGet(() -> invite(person, email, matter));
  }

  private Provided invite(PersonReference person, String email, Contests.Matter matter) {
    try {
      team.connection().api().teams().invite(team.remote().name(), email);
    } catch (WandbException.Conflict already) {
      // Somebody else was faster; the end is the same.
    }
    contests.done(matter);
    events.normal(
        pass.resource(), "Invited", "invited " + email + " into the team " + team.remote().name());
    noteRoster();
    return provided(person, MemberStates.INVITED, null, null);
  }

  /** Whoever has the address by now, and was not there at the last look. */
  private Optional<Provided> existing(PersonReference person, String email) {
    var found = team.connection().api().users().byEmail(email);
    return switch (found.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Provided(null, noted(found.getFirst())));
      default ->
          Optional.of(
              provided(
                  person,
                  MemberStates.AMBIGUOUS,
                  found.size() + " accounts have this name: name the person by username",
                  null));
    };
  }

  private void noteRoster() {
    var roster = LiveRosters.live(team.connection(), team.remote());
    LiveRosters.note(team.connection(), clock.instant(), roster);
  }

  /** The account that the address has now, or one made for it. */
  private Provided made(PersonReference person, String email) {
    return existing(person, email).orElseGet(() -> new Provided(null, make(email)));
  }

  private RemoteUser make(String email) {
    var users = team.connection().api().users();
    RemoteUser made;
    try {
      made = users.create(username(email), email);
    } catch (WandbException.Conflict taken) {
      made = users.create(longUsername(email), email);
    }
    events.normal(
        pass.resource(), "AccountCreated", "made the account " + made.username() + " of " + email);
    return noted(made);
  }

  private RemoteUser noted(RemoteUser user) {
    team.connection().store().writeThrough(clock.instant(), snapshot -> snapshot.with(user));
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

  private Provided provided(
      PersonReference person, String state, @Nullable String message, @Nullable Boolean adopted) {
    return new Provided(state(person, state, message, adopted), null);
  }

  private MemberState state(
      PersonReference person, String state, @Nullable String message, @Nullable Boolean adopted) {
    return new MemberState(
        person.email(),
        person.username(),
        null,
        state,
        role.displayName(),
        null,
        List.of(),
        message,
        adopted);
  }
}
