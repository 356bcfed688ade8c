package com.wandb.iam.server.sync;

import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.RemovalGate;
import com.wandb.iam.wandb.write.TeamWriter;
import com.wandb.iam.wandb.write.WriteLocks;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Writer of one server for the account that the operator works with. Another account gets another
 * writer, because the guard protects the operator's own access by name. Written by the thread of
 * the sync, read by all.
 */
final class IdentityWriter implements AutoCloseable {
  private final WandbApi api;
  private final SnapshotStore store;
  private final RemovalGate gate;
  private final WriteLocks locks;
  private final InstantSource clock;
  private volatile @Nullable TeamWriter writer;
  private @Nullable String identity;

  /**
   * @param locks the locks of the server, which outlive this writer
   */
  IdentityWriter(
      WandbApi api, SnapshotStore store, RemovalGate gate, WriteLocks locks, InstantSource clock) {
    this.api = api;
    this.store = store;
    this.gate = gate;
    this.locks = locks;
    this.clock = clock;
  }

  /** Returns the writer; null before the first probe. */
  @Nullable TeamWriter current() {
    return writer;
  }

  /** Replaces the writer if the server reports another account. */
  void use(ServerFacts facts) {
    var id = facts.viewer().id();
    if (id.equals(identity)) {
      return;
    }
    close();
    writer = new TeamWriter(api, store, new Guard(id), gate, clock, locks);
    identity = id;
  }

  @Override
  public void close() {
    var former = writer;
    if (former != null) {
      former.close();
    }
  }
}
