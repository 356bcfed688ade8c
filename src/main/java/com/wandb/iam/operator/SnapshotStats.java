package com.wandb.iam.operator;

import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;

/**
 * Numbers of objects in a server's snapshot.
 *
 * @param asOf when the read of the snapshot began
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
