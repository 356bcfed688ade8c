package com.wandb.iam.server.sync;

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

/** The servers that the operator talks to, one sync for each WandbServer. Thread-safe. */
public final class Servers implements AutoCloseable {
  private final WandbConnector connector;
  private final Function<String, RemovalGate> gates;
  private final InstantSource clock;
  private final ServerSync.Listener listener;
  private final Map<String, ServerSync> syncs = new ConcurrentHashMap<>();

  /** By the name of the server; kept until the process ends, because old writers may be at work. */
  private final Map<String, WriteLocks> locks = new ConcurrentHashMap<>();

  public Servers(
      WandbConnector connector,
      Function<String, RemovalGate> gates,
      InstantSource clock,
      ServerSync.Listener listener) {
    this.connector = connector;
    this.gates = gates;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * The sync of a server with these settings; one with other settings is replaced.
   *
   * @param pinnedOrganization the organization that may be written to, null where none is known yet
   * @throws IllegalArgumentException where the settings make no sense
   */
  public ServerSync ensure(
      String name,
      ConnectionSettings settings,
      Duration interval,
      @Nullable String pinnedOrganization) {
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
                  pinnedOrganization,
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

  /** All of them. */
  public List<ServerSync> syncs() {
    return List.copyOf(syncs.values());
  }

  /** The server as it may be written to. */
  public Optional<ServerConnection> connection(String name) {
    return Optional.ofNullable(syncs.get(name)).flatMap(ServerSync::connection);
  }

  /** What went wrong at the latest look at a server, where it did. */
  Optional<WandbException> failure(String name) {
    return Optional.ofNullable(syncs.get(name))
        .map(ServerSync::observation)
        .filter(SyncResult.Failing.class::isInstance)
        .map(observation -> ((SyncResult.Failing) observation).error());
  }

  /** Looks at a server again at once. */
  public void requestSync(String name) {
    var sync = syncs.get(name);
    if (sync != null) {
      sync.requestSync();
    }
  }

  /** Ends talking to a server. */
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
