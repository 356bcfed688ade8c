package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The invitations that a membership sent to users whom it no longer names. Open ones are withdrawn.
 * Users who accepted one are members and have to be removed.
 */
final class SentInvitations {
  private final ServerConnection connection;
  private final RemoteTeam team;
  private final List<String> emails;
  private final Map<String, List<RemoteUser>> accounts;
  private final Optional<RemoteRoster> roster;

  private SentInvitations(
      ServerConnection connection,
      RemoteTeam team,
      List<String> emails,
      Map<String, List<RemoteUser>> accounts,
      Optional<RemoteRoster> roster) {
    this.connection = connection;
    this.team = team;
    this.emails = emails;
    this.accounts = accounts;
    this.roster = roster;
  }

  /**
   * Reads the invitations as they are now.
   *
   * @param others the other declarations of the team: users whom they name stay invited
   */
  static SentInvitations read(
      ServerConnection connection,
      RemoteTeam team,
      TeamDeclarations others,
      List<MemberState> leaving) {
    var emails =
        leaving.stream()
            .filter(MemberStates::isOurInvitation)
            .map(MemberState::email)
            .filter(email -> email != null && !others.nameAddress(email))
            .toList();
    if (emails.isEmpty()) {
      return new SentInvitations(connection, team, emails, Map.of(), Optional.empty());
    }
    var first = LiveRosters.live(connection, team);
    var missing =
        emails.stream().filter(email -> open(Optional.of(first), email).isEmpty()).toList();
    if (missing.isEmpty()) {
      return new SentInvitations(connection, team, emails, Map.of(), Optional.of(first));
    }
    var accounts = new HashMap<String, List<RemoteUser>>();
    missing.forEach(email -> accounts.put(email, connection.api().users().byEmail(email)));
    // A list may be cut short, so a missing invitation is looked for in a second one.
    var both = LiveRosters.again(connection, team, first);
    var all = accounts.values().stream().flatMap(List::stream).toList();
    return new SentInvitations(
        connection, team, emails, accounts, Optional.of(LiveRosters.with(both, team, all)));
  }

  /** Returns the open invitation of an email address. */
  static Optional<RemoteMember> open(Optional<RemoteRoster> roster, String email) {
    return roster.stream()
        .flatMap(present -> present.members().stream())
        .filter(RemoteMember::pending)
        .filter(member -> email.equalsIgnoreCase(member.email()))
        .findFirst();
  }

  /** Returns the ids of the users who accepted, by email address in lower case. */
  Map<String, String> accepted() {
    var ids = new HashMap<String, String>();
    for (var email : emails) {
      if (open(roster, email).isEmpty()) {
        accounts.getOrDefault(email, List.of()).stream()
            .map(RemoteUser::id)
            .filter(id -> roster.flatMap(present -> present.member(id)).isPresent())
            .forEach(id -> ids.put(email.toLowerCase(Locale.ROOT), id));
      }
    }
    return ids;
  }

  /** Withdraws the open invitations. */
  void withdraw() {
    for (var email : emails) {
      open(roster, email)
          .map(RemoteMember::invitationId)
          .ifPresent(id -> connection.api().teams().withdrawInvitation(team.name(), id));
    }
  }
}
