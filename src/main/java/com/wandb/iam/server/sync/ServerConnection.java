package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.snapshot.Snapshot;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.TeamWriter;
import java.util.Objects;

/**
 * A server that can be read and written. It was probed and synced, and it is the pinned one.
 *
 * @param pin what the server is recognized by, with a fingerprint
 */
public record ServerConnection(
    String name,
    WandbApi api,
    SnapshotStore store,
    TeamWriter teams,
    ServerFacts facts,
    PinnedOrganization pin) {

  /** Returns the latest state of the server. */
  public Snapshot snapshot() {
    return store
        .current()
        .orElseThrow(
            () -> new IllegalStateException("a connection is opened after the first read"));
  }

  /** Returns the fingerprint of the server that ids belong to. */
  public String fingerprint() {
    return Objects.requireNonNull(pin.fingerprint());
  }

  /** Returns what a signed id says about the server. */
  IdAnnotation.Server signed() {
    return new IdAnnotation.Server(
        Objects.requireNonNullElse(pin.id(), ServerIdentity.UNKNOWN), name, fingerprint());
  }
}
