package com.wandb.iam.reconcile;

import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.Snapshot;
import com.wandb.iam.wandb.SnapshotStore;
import com.wandb.iam.wandb.TeamWriter;
import com.wandb.iam.wandb.WandbApi;

/**
 * A server that may be read and written: probed, read once, and known to be the one that was
 * pinned.
 */
record ServerConnection(
    String name, WandbApi api, SnapshotStore store, TeamWriter teams, ServerFacts facts) {

  /** The latest state of the server. */
  Snapshot snapshot() {
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
