package com.wandb.iam.wandb;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Account that an API key belongs to, as the server returns it to the holder of the key.
 *
 * @param admin whether the server reports it as an administrator
 * @param teams names of its teams
 */
public record RemoteViewer(
    String id, String username, @Nullable String email, boolean admin, List<String> teams) {
  public RemoteViewer {
    teams = List.copyOf(teams);
  }
}
