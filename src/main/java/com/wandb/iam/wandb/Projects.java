package com.wandb.iam.wandb;

import java.util.Optional;

/** Operations on the projects of teams. */
public interface Projects {
  /**
   * Reads a project from the server.
   *
   * @return empty if the project does not exist, or if the operator may not read it
   * @throws WandbException if the server does not answer
   */
  Optional<RemoteProject> find(String teamName, String project);
}
