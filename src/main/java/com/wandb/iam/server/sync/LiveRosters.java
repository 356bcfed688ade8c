package com.wandb.iam.server.sync;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Live reads of team members. */
public final class LiveRosters {
  private LiveRosters() {}

  /**
   * Returns the team's members, read live.
   *
   * @throws ReconcileAbort if the server does not return them, because that must never count as an
   *     empty team
   */
  public static RemoteRoster live(ServerConnection connection, RemoteTeam team) {
    return connection.api().teams().rosters(List.of(team.name())).stream()
        .filter(roster -> roster.teamId().equals(team.id()))
        .findFirst()
        .orElseThrow(
            () ->
                new ReconcileAbort(
                    ReconcileResult.waiting(
                        Reason.Pending,
                        "The W&B server did not return the members of team "
                            + team.name()
                            + ". The operator retries.")));
  }

  /**
   * Returns the team's members, read live, for a decision about these accounts. A list may be cut
   * short, so an account that it lacks counts as a member if the account itself says so. If an
   * account does not tell, a second list is read.
   *
   * @param users the accounts as the server has them now
   */
  public static RemoteRoster live(
      ServerConnection connection, RemoteTeam team, Collection<RemoteUser> users) {
    var first = live(connection, team);
    boolean untold =
        users.stream().anyMatch(user -> !isListed(first, user) && user.teamRoles() == null);
    return with(untold ? again(connection, team, first) : first, team, users);
  }

  /** Reads a second list, and returns the members and invitations of both. */
  public static RemoteRoster again(
      ServerConnection connection, RemoteTeam team, RemoteRoster first) {
    var second = live(connection, team);
    return merged(
        second,
        Stream.concat(
            second.members().stream(),
            first.members().stream().filter(member -> !isIn(second, member))));
  }

  /** Returns a list with those of these accounts that say they are members and are not listed. */
  public static RemoteRoster with(
      RemoteRoster roster, RemoteTeam team, Collection<RemoteUser> users) {
    var unlisted =
        users.stream()
            .filter(user -> !isListed(roster, user))
            .flatMap(
                user ->
                    Optional.ofNullable(user.teamRoles())
                        .flatMap(roles -> Optional.ofNullable(roles.get(team.name())))
                        .map(role -> member(user, role))
                        .stream());
    return merged(roster, Stream.concat(roster.members().stream(), unlisted));
  }

  private static RemoteMember member(RemoteUser user, TeamRole role) {
    return new RemoteMember(
        user.id(),
        null,
        user.username(),
        user.email().orElse(null),
        user.username(),
        role,
        Objects.requireNonNullElse(user.type(), AccountType.USER),
        false);
  }

  private static RemoteRoster merged(RemoteRoster roster, Stream<RemoteMember> members) {
    return new RemoteRoster(
        roster.teamId(), roster.teamName(), roster.privateProjectsOnly(), members.toList());
  }

  private static boolean isListed(RemoteRoster roster, RemoteUser user) {
    return roster.member(user.id()).isPresent();
  }

  private static boolean isIn(RemoteRoster roster, RemoteMember member) {
    return roster.members().stream()
        .anyMatch(
            one ->
                Objects.equals(one.userId(), member.userId())
                    && Objects.equals(one.invitationId(), member.invitationId()));
  }

  /**
   * Stores a team's members that were read after the operator added one. If a cached member is
   * missing or differs, another client changed it. The next diff then includes the team, because
   * the snapshot alone no longer shows that difference.
   *
   * @param at the time of the read
   */
  public static void note(ServerConnection connection, Instant at, RemoteRoster live) {
    var store = connection.store();
    var known = store.current().flatMap(snapshot -> snapshot.roster(live.teamId()));
    store.writeThrough(at, snapshot -> snapshot.with(live));
    if (known.filter(roster -> !live.members().containsAll(roster.members())).isPresent()) {
      store.includeInNextDiff(live.teamId());
    }
  }
}
