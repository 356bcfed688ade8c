package com.wandb.iam.server.sync;

import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.snapshot.Snapshot;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.TeamWriter;

/**
 * A server that can be read and written. It was probed and synced, and it is the pinned one.
 *
 * @param fingerprint that of the pinned server
 */
public record ServerConnection(
    String name,
    WandbApi api,
    SnapshotStore store,
    TeamWriter teams,
    ServerFacts facts,
    String fingerprint) {

  /** Returns the latest state of the server. */
  public Snapshot snapshot() {
    return store
        .current()
        .orElseThrow(
            () -> new IllegalStateException("a connection is opened after the first read"));
  }

  /** Returns what a signed id says about the server. */
  IdAnnotation.Server signed() {
    return new IdAnnotation.Server(ServerIdentity.organizationOf(facts), name, fingerprint);
  }
}
