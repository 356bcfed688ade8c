package com.wandb.iam.server.sync;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.RemovalGate;
import com.wandb.iam.wandb.write.TeamWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Connections to a server in memory, for tests without removals. */
public final class FakeConnection implements AutoCloseable {
  private static final InstantSource CLOCK = () -> Instant.EPOCH;

  public final FakeWandb server = new FakeWandb();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private final TeamWriter writer =
      new TeamWriter(server, store, new Guard("operator"), new NoGate(), CLOCK);

  /** Refuses to decide. */
  private static final class NoGate implements RemovalGate {
    @Override
    public List<Optional<Violation>> admit(RemoteTeam team, ObservedTeam before, List<Step> steps) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void done(RemoteTeam team, ObservedTeam before, Step step) {}
  }

  /** Opens a connection whose snapshot is the server as it is now. */
  public ServerConnection open() {
    store.replace(new SnapshotReader(server, CLOCK).read(null));
    return new ServerConnection(
        "central",
        server,
        store,
        writer,
        server.probe(),
        new PinnedOrganization("org-1", null, null, "server-1"));
  }

  @Override
  public void close() {
    writer.close();
  }
}
