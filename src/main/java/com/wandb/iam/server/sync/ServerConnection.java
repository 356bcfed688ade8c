package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.snapshot.Snapshot;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.TeamWriter;

/**
 * A server that may be read and written: probed, read once, and known to be the one that was
 * pinned.
 */
public record ServerConnection(
    String name, WandbApi api, SnapshotStore store, TeamWriter teams, ServerFacts facts) {

  /** The latest state of the server. */
  public Snapshot snapshot() {
    return store
        .current()
        .orElseThrow(
            () -> new IllegalStateException("a connection is opened after the first read"));
  }

  /** The organization's id as it stands in annotations; {@code -} where the server tells none. */
  String organizationId() {
    return facts.organizationIfKnown().map(RemoteOrganization::id).orElse("-");
  }
}
