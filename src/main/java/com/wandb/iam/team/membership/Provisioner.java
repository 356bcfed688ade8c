package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.Provisioning;
import com.wandb.iam.kube.EventRecorder;
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
 * Invites users without an account, or creates their accounts, if the membership says so. A user
 * whose account was deleted is neither invited nor recreated, because that would undo an
 * offboarding.
 */
public final class Provisioner {
  private final Contests contests;
  private final EventRecorder events;
  private final InstantSource clock;

  public Provisioner(Contests contests, EventRecorder events, InstantSource clock) {
    this.contests = contests;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Saves in status which users are about to be invited, because a user who joins by an unrecorded
   * invitation would never be removed.
   *
   * @param unknown the declared users without an account
   */
  void announce(
      MembershipReconciliation pass, BoundTeam team, TeamRole role, List<PersonReference> unknown) {
    if (pass.resource().getSpec().provisioning() != Provisioning.Invite
        || MembershipSteps.isDryRun(pass, team)) {
      return;
    }
    var before = pass.draft().users;
    var roster = team.connection().snapshot().roster(team.remote().id());
    var announced = announced(unknown, before, roster, role);
    if (!announced.equals(before)) {
      pass.draft().users = announced;
      pass.save();
    }
  }

  /**
   * Returns the entries of status with those who are about to be invited. Leaves out a user whose
   * account was deleted, because an entry without an id would be invited after a crash.
   */
  static List<MemberState> announced(
      List<PersonReference> unknown,
      List<MemberState> before,
      Optional<RemoteRoster> roster,
      TeamRole role) {
    var invited =
        unknown.stream()
            .filter(person -> isUninvited(person.email(), roster))
            .filter(person -> UserMatch.boundId(person, before).isEmpty())
            .filter(
                person ->
                    before.stream()
                        .filter(state -> UserMatch.names(state, person))
                        .noneMatch(MemberStates::isInvitation))
            .toList();
    return Stream.concat(
            before.stream()
                .filter(
                    state -> invited.stream().noneMatch(person -> UserMatch.names(state, person))),
            invited.stream()
                .map(
                    person ->
                        MemberStates.withoutAccount(
                            person, UserState.INVITED, role, "about to be invited", null)))
        .toList();
  }

  private static boolean isUninvited(@Nullable String email, Optional<RemoteRoster> roster) {
    return email != null && SentInvitations.open(roster, email).isEmpty();
  }

  /**
   * Provisions one user without an account as declared. Returns a refusal of the server for this
   * user instead of throwing, so that the other users are reconciled.
   *
   * @throws WandbException if the server answers no request
   */
  ProvisionResult provide(
      MembershipReconciliation pass,
      BoundTeam team,
      PersonReference person,
      List<MemberState> before) {
    var provisioning = pass.resource().getSpec().provisioning();
    var email = person.email();
    if (provisioning == Provisioning.None
        || email == null
        || UserMatch.boundId(person, before).isPresent()) {
      return new ProvisionResult.None();
    }
    if (MembershipSteps.isDryRun(pass, team)) {
      return new ProvisionResult.Planned(
          (provisioning == Provisioning.Invite ? "invite " : "create an account for ") + email);
    }
    try {
      return provisioning == Provisioning.Invite
          ? invited(pass, team, person, email, before)
          : existing(team, email).orElseGet(() -> create(pass, team, email));
    } catch (WandbException.Unavailable | WandbException.Throttled unanswered) {
      throw unanswered;
    } catch (WandbException error) {
      return new ProvisionResult.Failed(error);
    }
  }

  private ProvisionResult invited(
      MembershipReconciliation pass,
      BoundTeam team,
      PersonReference person,
      String email,
      List<MemberState> before) {
    var known =
        before.stream()
            .filter(state -> UserMatch.names(state, person))
            .filter(MemberStates::isInvitation)
            .findFirst();
    var matter = Contests.Matter.of(pass, "invite " + email.toLowerCase(Locale.ROOT));
    var roster = team.connection().snapshot().roster(team.remote().id());
    if (SentInvitations.open(roster, email).isPresent()) {
      contests.agreed(matter);
      return new ProvisionResult.Invited(
          known.map(state -> Boolean.TRUE.equals(state.adopted())).orElse(true));
    }
    if (contests.isContested(matter, team.interval())) {
      return new ProvisionResult.Contested();
    }
    return existing(team, email).orElseGet(() -> invite(pass, team, email, matter));
  }

  private ProvisionResult invite(
      MembershipReconciliation pass, BoundTeam team, String email, Contests.Matter matter) {
    try {
      team.connection().api().teams().invite(team.remote().name(), email);
    } catch (WandbException.Conflict already) {
      // Already invited; treat as success.
    }
    contests.done(matter);
    events.normal(
        pass.resource(),
        "Invited",
        "Invited " + email + " to the team " + team.remote().name() + ".");
    var roster = LiveRosters.live(team.connection(), team.remote());
    LiveRosters.note(team.connection(), clock.instant(), roster);
    return new ProvisionResult.Invited(false);
  }

  /** Returns the account with this email address, read live, because it may be new. */
  private Optional<ProvisionResult> existing(BoundTeam team, String email) {
    var found = team.connection().api().users().byEmail(email);
    return switch (found.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new ProvisionResult.Account(cached(team, found.getFirst())));
      default -> Optional.of(new ProvisionResult.Ambiguous(found.size()));
    };
  }

  private ProvisionResult create(MembershipReconciliation pass, BoundTeam team, String email) {
    var users = team.connection().api().users();
    RemoteUser created;
    try {
      created = users.create(username(email), email);
    } catch (WandbException.Conflict taken) {
      created = users.create(longUsername(email), email);
    }
    events.normal(
        pass.resource(),
        "AccountCreated",
        "Created the account " + created.username() + " for " + email + ".");
    return new ProvisionResult.Account(cached(team, created));
  }

  private RemoteUser cached(BoundTeam team, RemoteUser user) {
    team.connection().store().writeThrough(clock.instant(), snapshot -> snapshot.with(user));
    return user;
  }

  /** Returns the part before the at sign, as W&amp;B does for its own users. */
  private static String username(String email) {
    return email
        .substring(0, email.indexOf('@'))
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9_-]+", "-");
  }

  /** Returns a username with the domain, for use if the short one is taken. */
  private static String longUsername(String email) {
    return email.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-");
  }
}
