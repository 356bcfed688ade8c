package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import java.time.Instant;
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
