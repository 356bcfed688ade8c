package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import java.time.Instant;
import java.util.List;

/** Who is in a team now. */
public final class LiveRosters {
  private LiveRosters() {}

  /**
   * The team's members, read live.
   *
   * @throws ReconcileAbort where the server does not tell them: that must never pass for an empty
   *     team
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
                        "the server does not tell who is in the team "
                            + team.name()
                            + " just now")));
  }

  /**
   * Notes a team's members as they were read after somebody was put in. Whoever of those that were
   * known is not there any more, or is there as another, somebody else changed: the next look,
   * which will find nothing new in that, tells it nevertheless.
   *
   * @param at when they were read
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
