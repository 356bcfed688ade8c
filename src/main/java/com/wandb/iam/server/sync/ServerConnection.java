package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.snapshot.Snapshot;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.TeamWriter;

/**
 * A server that can be read and written. It was probed and synced, and its organization is the
 * pinned one.
 */
public record ServerConnection(
    String name, WandbApi api, SnapshotStore store, TeamWriter teams, ServerFacts facts) {

  /** Returns the latest state of the server. */
  public Snapshot snapshot() {
    return store
        .current()
        .orElseThrow(
            () -> new IllegalStateException("a connection is opened after the first read"));
  }

  /** Returns the organization's id for annotations; {@code -} if the server does not report one. */
  String organizationId() {
    return facts.organizationIfKnown().map(RemoteOrganization::id).orElse("-");
  }
}
