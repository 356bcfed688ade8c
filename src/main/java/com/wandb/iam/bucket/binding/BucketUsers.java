package com.wandb.iam.bucket.binding;

import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.WandbException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Teams without a Team resource that have data in a bucket: by id, or by name if the operator was
 * stopped before it knew the id.
 *
 * @param connection to the server; null if there is none
 */
public record BucketUsers(@Nullable ServerConnection connection) {
  private static final Logger LOG = LoggerFactory.getLogger(BucketUsers.class);

  /** A prefix that no id has. */
  private static final String NAMED = "@";

  public static String named(String team) {
    return NAMED + team;
  }

  /**
   * Returns whether none of the teams exists on the W&amp;B server, according to both the snapshot
   * and a live read.
   */
  boolean areGone(Set<String> teams) {
    try {
      return connection != null
          && teams.stream().noneMatch(team -> isSeen(connection, team))
          && teams.stream().noneMatch(team -> isThere(connection, team));
    } catch (WandbException notNow) {
      LOG.debug(
          "Cannot check whether the teams still exist; trying again at the next reconciliation",
          notNow);
      return false;
    }
  }

  private static boolean isSeen(ServerConnection connection, String team) {
    return (team.startsWith(NAMED)
            ? connection.snapshot().teamNamed(team.substring(NAMED.length()))
            : connection.snapshot().team(team))
        .isPresent();
  }

  private static boolean isThere(ServerConnection connection, String team) {
    var teams = connection.api().teams();
    return (team.startsWith(NAMED)
            ? teams.byName(team.substring(NAMED.length()))
            : teams.byId(team))
        .isPresent();
  }
}
