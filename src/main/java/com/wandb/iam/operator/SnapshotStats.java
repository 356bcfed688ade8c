package com.wandb.iam.operator;

import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;

/**
 * How much is known of a server.
 *
 * @param asOf when its reading began
 */
public record SnapshotStats(Instant asOf, long teams, long users, long accounts, long roles) {

  static SnapshotStats of(Snapshot snapshot) {
    return new SnapshotStats(
        snapshot.asOf(),
        snapshot.teams().size(),
        snapshot.people(),
        snapshot.serviceAccounts(),
        snapshot.roles().size());
  }
}
