package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Duration;

/** Result of the latest sync of a server. */
public sealed interface SyncResult {

  /** The server has not been synced yet. */
  record Pending() implements SyncResult {}

  /** The server answers and everything could be read. */
  record Serving(
      ServerFacts facts,
      ServerIdentity identity,
      int teams,
      int users,
      int serviceAccounts,
      int roles)
      implements SyncResult {
    static Serving of(ServerFacts facts, Snapshot snapshot) {
      return new Serving(
          facts,
          ServerIdentity.of(facts, snapshot),
          snapshot.teams().size(),
          (int) snapshot.people(),
          (int) snapshot.serviceAccounts(),
          snapshot.roles().size());
    }
  }

  /**
   * The server is not the pinned one.
   *
   * @param difference from the pinned one, as a clause
   */
  record ForeignOrganization(ServerIdentity identity, String difference) implements SyncResult {}

  /** The sync failed. */
  record Failing(WandbException error) implements SyncResult {}

  /**
   * Returns whether writes are allowed. After an outage another organization may answer, so only a
   * successful sync allows them.
   */
  default boolean allowsWrites() {
    return this instanceof Serving;
  }

  /** Returns the result as text for a log line. */
  default String describe() {
    return switch (this) {
      case Pending pending -> "not synced yet";
      case Serving serving ->
          "%d teams, %d users, %d service accounts"
              .formatted(serving.teams(), serving.users(), serving.serviceAccounts());
      case ForeignOrganization foreign ->
          "another server than the pinned one: it " + foreign.difference();
      case Failing(var error) -> String.valueOf(error.getMessage());
    };
  }

  /** Returns whether two results are the same to a reader of the log and the status. */
  static boolean same(SyncResult one, SyncResult other) {
    if (one instanceof Failing(WandbException error)
        && other instanceof Failing(WandbException otherError)) {
      return error.getClass().equals(otherError.getClass())
          && String.valueOf(error.getMessage()).equals(otherError.getMessage());
    }
    return withoutSkew(one).equals(withoutSkew(other));
  }

  /** The skew differs by milliseconds in each response; only whether it is too large matters. */
  private static SyncResult withoutSkew(SyncResult observation) {
    return observation
            instanceof
            Serving(var facts, var identity, var teams, var users, var accounts, var roles)
        ? new Serving(coarse(facts), identity, teams, users, accounts, roles)
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
