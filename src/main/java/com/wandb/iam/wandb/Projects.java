package com.wandb.iam.wandb;

import java.util.Optional;

/** The projects of teams, as far as the operator has to know them. */
public interface Projects {
  /**
   * A project, read now.
   *
   * @return empty where there is none of that name, or we may not see it
   * @throws WandbException where the server does not answer
   */
  Optional<RemoteProject> find(String teamName, String project);
}
