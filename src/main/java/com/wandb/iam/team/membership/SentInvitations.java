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
 * The invitations of a membership to people whom it no longer names: open ones are withdrawn, and
 * whoever has accepted meanwhile is in the team by them.
 */
final class SentInvitations {
  private final ServerConnection connection;
  private final RemoteTeam team;
  private final List<String> emails;
  private final Optional<RemoteRoster> roster;

  /**
   * @param others what other memberships declare: that stays
   */
  SentInvitations(
      ServerConnection connection,
      RemoteTeam team,
      TeamDeclarations others,
      List<MemberState> leaving) {
    this.connection = connection;
    this.team = team;
    this.emails =
        leaving.stream()
            .filter(MemberStates::isOurInvitation)
            .map(MemberState::email)
            .filter(email -> email != null && !others.nameAddress(email))
            .toList();
    this.roster =
        emails.isEmpty() ? Optional.empty() : Optional.of(LiveRosters.live(connection, team));
  }

  /** The open invitation of an address. */
  static Optional<RemoteMember> open(Optional<RemoteRoster> roster, String email) {
    return roster.stream()
        .flatMap(present -> present.members().stream())
        .filter(RemoteMember::pending)
        .filter(member -> email.equalsIgnoreCase(member.email()))
        .findFirst();
  }

  /** The ids of those who are in the team by now, by their addresses in small letters. */
  Map<String, String> accepted() {
    var ids = new HashMap<String, String>();
    for (var email : emails) {
      if (open(roster, email).isEmpty()) {
        connection.api().users().byEmail(email).stream()
            .map(RemoteUser::id)
            .filter(id -> roster.flatMap(present -> present.member(id)).isPresent())
            .forEach(id -> ids.put(email.toLowerCase(Locale.ROOT), id));
      }
    }
    return ids;
  }

  /** Takes the open ones back. */
  void withdraw() {
    for (var email : emails) {
      open(roster, email)
          .map(RemoteMember::invitationId)
          .ifPresent(id -> connection.api().teams().withdrawInvitation(team.name(), id));
    }
  }
}
