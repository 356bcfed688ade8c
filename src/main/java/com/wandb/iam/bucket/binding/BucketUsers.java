package com.wandb.iam.bucket.binding;

import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.WandbException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Teams that have their data in a bucket and that nobody declares any more: by id, or by name where
 * the one who made the team was stopped before the id was known.
 *
 * @param connection to the server; null where there is none
 */
public record BucketUsers(@Nullable ServerConnection connection) {
  private static final Logger LOG = LoggerFactory.getLogger(BucketUsers.class);

  /** No id begins with it. */
  private static final String NAMED = "@";

  public static String named(String team) {
    return NAMED + team;
  }

  /** Both the last look and the server itself say that all of them are gone. */
  boolean areGone(Set<String> teams) {
    try {
      return connection != null
          && teams.stream().noneMatch(team -> isSeen(connection, team))
          && teams.stream().noneMatch(team -> isThere(connection, team));
    } catch (WandbException notNow) {
      LOG.debug("whether teams are gone cannot be asked now", notNow);
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
