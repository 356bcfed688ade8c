package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import java.util.List;

/** Reads who is in a team now. */
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
}
