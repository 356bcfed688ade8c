package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.WandbConnector;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.RemovalGate;
import com.wandb.iam.wandb.write.WriteLocks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The connected W&amp;B servers, with one sync for each WandbServer. Thread-safe. */
public final class Servers implements AutoCloseable {
  private final WandbConnector connector;
  private final Function<String, RemovalGate> gates;
  private final InstantSource clock;
  private final SyncListener listener;
  private final BoundObjects bound;
  private final Map<String, ServerSync> syncs = new ConcurrentHashMap<>();

  /** By the name of the server. Never removed, because a former writer may still be running. */
  private final Map<String, WriteLocks> locks = new ConcurrentHashMap<>();

  public Servers(
      WandbConnector connector,
      Function<String, RemovalGate> gates,
      InstantSource clock,
      SyncListener listener,
      CachedResources resources) {
    this.connector = connector;
    this.gates = gates;
    this.clock = clock;
    this.listener = listener;
    this.bound = new BoundObjects(resources);
  }

  /**
   * Returns the sync of a server with these settings; replaces one with other settings.
   *
   * @param pinned the server that can be written to; null if none is known yet
   * @throws IllegalArgumentException if the settings are invalid
   */
  public ServerSync ensure(
      String name,
      ConnectionSettings settings,
      Duration interval,
      @Nullable PinnedOrganization pinned) {
    return syncs.compute(
        name,
        (key, present) -> {
          if (present != null && present.isFor(settings, interval)) {
            return present;
          }
          var api = connector.connect(name, settings);
          var sync =
              new ServerSync(
                  name,
                  settings,
                  interval,
                  api,
                  pinned,
                  bound,
                  gates.apply(name),
                  locks.computeIfAbsent(name, absent -> new WriteLocks()),
                  clock,
                  listener);
          if (present != null) {
            present.close();
          }
          sync.start();
          return sync;
        });
  }

  /** Returns the syncs of all servers. */
  public List<ServerSync> syncs() {
    return List.copyOf(syncs.values());
  }

  /** Returns the connection to a server; empty if the server must not be written to. */
  public Optional<ServerConnection> connection(String name) {
    return Optional.ofNullable(syncs.get(name)).flatMap(ServerSync::connection);
  }

  /** Returns the error of the latest sync of a server, if it failed. */
  Optional<WandbException> failure(String name) {
    return Optional.ofNullable(syncs.get(name))
        .map(ServerSync::observation)
        .filter(SyncResult.Failing.class::isInstance)
        .map(observation -> ((SyncResult.Failing) observation).error());
  }

  /** Starts a sync of a server immediately. */
  public void requestSync(String name) {
    var sync = syncs.get(name);
    if (sync != null) {
      sync.requestSync();
    }
  }

  /** Closes the connection to a server. */
  public void remove(String name) {
    var sync = syncs.remove(name);
    if (sync != null) {
      sync.close();
    }
  }

  @Override
  public void close() {
    syncs.keySet().forEach(this::remove);
  }
}
