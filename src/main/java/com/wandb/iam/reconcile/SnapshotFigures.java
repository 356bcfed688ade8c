package com.wandb.iam.reconcile;

import com.wandb.iam.wandb.Snapshot;
import java.time.Instant;

/**
 * How much is known of a server.
 *
 * @param asOf when its reading began
 */
public record SnapshotFigures(Instant asOf, long teams, long users, long accounts, long roles) {

  static SnapshotFigures of(Snapshot snapshot) {
    return new SnapshotFigures(
        snapshot.asOf(),
        snapshot.teams().size(),
        snapshot.people(),
        snapshot.serviceAccounts(),
        snapshot.roles().size());
  }
}
