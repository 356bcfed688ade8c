package com.wandb.iam.wandb;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The account behind a key, as the server tells that key's holder.
 *
 * @param admin whether the server calls it an administrator
 * @param teams names of the teams it is in
 */
public record RemoteViewer(
    String id, String username, @Nullable String email, boolean admin, List<String> teams) {
  public RemoteViewer {
    teams = List.copyOf(teams);
  }
}
