package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

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
   * Returns the team's members, read live, for a decision about these accounts. An account that the
   * list lacks may still be a member, because a list may be cut short: the account itself tells, or
   * else a second list.
   *
   * @param users the accounts as the server has them now
   * @throws WandbException.Unavailable if an account says that it is a member, and the list lacks
   *     it
   */
  public static RemoteRoster live(
      ServerConnection connection, RemoteTeam team, Collection<RemoteUser> users) {
    var roster = live(connection, team);
    var unlisted = users.stream().filter(user -> roster.member(user.id()).isEmpty()).toList();
    if (unlisted.stream().anyMatch(user -> isTold(user, team))) {
      throw new WandbException.Unavailable(
          WandbException.Unavailable.Outage.MALFORMED,
          "the list of the members of the team " + team.name() + " lacks a member",
          false,
          null,
          null);
    }
    return unlisted.stream().allMatch(user -> user.teamRoles() != null)
        ? roster
        : live(connection, team);
  }

  private static boolean isTold(RemoteUser user, RemoteTeam team) {
    return user.teamRoles() != null && user.teamRoles().containsKey(team.name());
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
