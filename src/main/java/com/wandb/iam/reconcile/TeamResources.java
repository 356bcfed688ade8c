package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Team;
import java.util.Optional;

/** What other kinds ask about a Team of their namespace. */
final class TeamResources {
  private TeamResources() {}

  /** The team's name on the server. */
  static String nameOf(Team team) {
    var name = team.getSpec().name();
    return name == null ? team.getMetadata().getName() : name;
  }

  /** The server the team is on. */
  static String serverOf(Team team) {
    return team.getSpec().serverRef().name();
  }

  /** Whether the team was found or made, and its id is known. */
  static Optional<String> idOf(Team team) {
    return Optional.ofNullable(team.getStatus())
        .flatMap(status -> Optional.ofNullable(status.id()));
  }
}
