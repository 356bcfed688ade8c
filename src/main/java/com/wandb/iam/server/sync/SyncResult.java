package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbException;
import java.time.Duration;

/** What the latest look at a server found. */
public sealed interface SyncResult {

  /** Nobody has looked yet. */
  record Pending() implements SyncResult {}

  /** The server answers and everything could be read. */
  record Serving(ServerFacts facts, int teams, int users, int serviceAccounts, int roles)
      implements SyncResult {}

  /** Another organization is behind the address than the one that was pinned. */
  record ForeignOrganization(ServerFacts facts) implements SyncResult {}

  /** The look failed. */
  record Failing(WandbException error) implements SyncResult {}

  /** Whether a person would read the same about both. */
  static boolean same(SyncResult one, SyncResult other) {
    if (one instanceof Failing(WandbException error)
        && other instanceof Failing(WandbException otherError)) {
      return error.getClass().equals(otherError.getClass())
          && String.valueOf(error.getMessage()).equals(otherError.getMessage());
    }
    return withoutSkew(one).equals(withoutSkew(other));
  }

  /** The skew differs by milliseconds from answer to answer; only its being too large counts. */
  private static SyncResult withoutSkew(SyncResult observation) {
    return observation instanceof Serving(var facts, var teams, var users, var accounts, var roles)
        ? new Serving(coarse(facts), teams, users, accounts, roles)
        : observation;
  }

  private static ServerFacts coarse(ServerFacts facts) {
    return new ServerFacts(
        facts.version(),
        facts.capabilities(),
        facts.viewer(),
        facts.viewerType(),
        facts.organization(),
        ClockSkew.tooLarge(facts.clockSkew()) ? ClockSkew.LIMIT : Duration.ZERO);
  }
}
