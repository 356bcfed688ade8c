package com.wandb.iam.wandb;

import com.wandb.iam.access.ProjectVisibility;
import java.util.Set;

/**
 * Project of a team.
 *
 * @param members ids of the accounts that were added to it
 */
public record RemoteProject(
    String teamName, String name, ProjectVisibility visibility, Set<String> members) {
  public RemoteProject {
    members = Set.copyOf(members);
  }
}
