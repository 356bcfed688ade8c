package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.snapshot.SnapshotDiff;
import com.wandb.iam.wandb.write.OpenGate;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** The server {@code central} in memory and its connection, whose changes a test can wait for. */
final class CentralServer implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final FakeWandb wandb = new FakeWandb();
  private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final Servers servers =
      new Servers(
          (name, settings) -> wandb,
          name -> new OpenGate(),
          () -> NOON,
          new Changes(),
          new CachedResources());

  FakeWandb wandb() {
    return wandb;
  }

  Servers servers() {
    return servers;
  }

  /** Declares the server with this key, and admits its organization. */
  void ensure(String key) {
    servers.ensure(
        "central",
        new ConnectionSettings(
            URI.create("https://wandb.example.com"),
            ApiKey.of(key),
            "operator",
            null,
            10,
            10,
            Duration.ofSeconds(5)),
        INTERVAL,
        null);
    servers
        .syncs()
        .forEach(sync -> sync.admit(new PinnedOrganization("org-1", null, null, "server-1")));
  }

  /** Searches now and after each change, until something is found. */
  <T> T await(Supplier<Optional<T>> search) throws InterruptedException {
    var found = search.get();
    while (found.isEmpty()) {
      changes.take();
      found = search.get();
    }
    return found.get();
  }

  @Override
  public void close() {
    servers.close();
  }

  private final class Changes implements SyncListener {
    @Override
    public void changed(String server) {
      changes.add(server);
    }

    @Override
    public void differs(String server, SnapshotDiff diff) {}

    @Override
    public void grew(String server, SnapshotDiff own) {}
  }
}
