package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import java.time.Instant;
import java.util.List;

/** Who is in a team now. */
final class Rosters {
  private Rosters() {}

  /**
   * The team's members, read live.
   *
   * @throws Stop where the server does not tell them: that must never pass for an empty team
   */
  static RemoteRoster live(ServerConnection connection, RemoteTeam team) {
    return connection.api().teams().rosters(List.of(team.name())).stream()
        .filter(roster -> roster.teamId().equals(team.id()))
        .findFirst()
        .orElseThrow(
            () ->
                new Stop(
                    Conclusion.waiting(
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
  static void note(ServerConnection connection, Instant at, RemoteRoster live) {
    var store = connection.store();
    var known = store.current().flatMap(snapshot -> snapshot.roster(live.teamId()));
    store.writeThrough(at, snapshot -> snapshot.with(live));
    if (known.filter(roster -> !live.members().containsAll(roster.members())).isPresent()) {
      store.doubt(live.teamId());
    }
  }
}
