package com.wandb.iam.server.sync;

import com.wandb.iam.reconcile.Tracing;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.LimitState;
import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.Snapshot;
import com.wandb.iam.wandb.snapshot.SnapshotDiff;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.RemovalGate;
import com.wandb.iam.wandb.write.WriteLocks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one server's snapshot fresh on a thread of its own, and says whether the server may be
 * written to. A failed look leaves the last snapshot in place.
 */
public final class ServerSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerSync.class);

  /** What is pinned where the server tells no organization. */
  public static final String UNKNOWN_ORGANIZATION = "-";

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** A hundred writes in a row change the counts in status once. */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(1);

  /** Is told what a look brought. Called on the sync's thread. */
  public interface Listener {
    /** The connection opened or closed, or people would read something else about the server. */
    void changed(String server);

    /** The server's content differs from what the operator knew. */
    void differs(String server, SnapshotDiff diff);

    /** The operator itself changed the server's content: teams count their members anew. */
    void grew(String server, SnapshotDiff own);
  }

  private final String name;
  private final ConnectionSettings settings;
  private final Duration interval;
  private final WandbApi api;
  private final DebounceTimer pace = new DebounceTimer(SETTLED_AFTER);
  private final SnapshotStore store = new SnapshotStore(pace::note);
  private final SnapshotReader reader;
  private final IdentityWriter writer;
  private final Listener listener;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Thread thread;
  private final AtomicInteger interruptions = new AtomicInteger();
  private @Nullable Snapshot told;
  private volatile SyncResult observation = new SyncResult.Pending();
  private volatile @Nullable String admitted;
  private volatile @Nullable ServerFacts lastFacts;
  private volatile boolean held;
  private volatile boolean closed;

  ServerSync(
      String name,
      ConnectionSettings settings,
      Duration interval,
      WandbApi api,
      @Nullable String pinnedOrganization,
      RemovalGate gate,
      WriteLocks locks,
      InstantSource clock,
      Listener listener) {
    this.name = name;
    this.settings = settings;
    this.interval = interval;
    this.api = api;
    this.admitted = pinnedOrganization;
    this.writer = new IdentityWriter(api, store, gate, locks, clock);
    this.listener = listener;
    this.reader = new SnapshotReader(api, clock);
    this.thread = Thread.ofVirtual().name("sync-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Whether this sync already does what these settings ask. */
  boolean isFor(ConnectionSettings wanted, Duration wantedInterval) {
    return settings.equals(wanted) && interval.equals(wantedInterval);
  }

  /** The name of the WandbServer. */
  public String name() {
    return name;
  }

  /** What is known of the server; empty before the first look that went well. */
  public Optional<Snapshot> snapshot() {
    return store.current();
  }

  /** How much the server is being spared now. */
  public LimitState limits() {
    return api.limits();
  }

  public SyncResult observation() {
    return observation;
  }

  /** The server as it may be written to, or empty where it may not. */
  public Optional<ServerConnection> connection() {
    var teams = writer.current();
    var facts = lastFacts;
    if (closed || held || teams == null || facts == null || store.current().isEmpty()) {
      return Optional.empty();
    }
    return organizationOf(facts).equals(admitted) && mayWrite(observation)
        ? Optional.of(new ServerConnection(name, api, store, teams, facts))
        : Optional.empty();
  }

  /**
   * After an outage another organization may answer: nothing is written before a look that went
   * well.
   */
  private static boolean mayWrite(SyncResult observation) {
    return switch (observation) {
      case SyncResult.Serving serving -> true;
      case SyncResult.Failing failing -> false;
      case SyncResult.ForeignOrganization foreign -> false;
      case SyncResult.Pending pending -> false;
    };
  }

  /** From now on the organization of that id may be written to, and no other. */
  public void admit(String organizationId) {
    admitted = organizationId;
    if (observation instanceof SyncResult.ForeignOrganization) {
      requestSync();
    }
  }

  /**
   * How often the server could be written to, and then could not: whoever came in between was sent
   * away, also where it was so for a moment only.
   */
  public int interruptions() {
    return interruptions.get();
  }

  /**
   * Whether nothing may be written for now, whatever the server answers. Afterwards it may be
   * another version: it is looked at first.
   */
  public void hold(boolean hold) {
    if (held && !hold) {
      observation = new SyncResult.Pending();
      interruptions.incrementAndGet();
      requestSync();
    }
    held = hold;
  }

  /** The id that is pinned for an organization; a fixed word where the server tells none. */
  public static String organizationOf(ServerFacts facts) {
    return facts.organizationIfKnown().map(RemoteOrganization::id).orElse(UNKNOWN_ORGANIZATION);
  }

  /** Looks again at once. */
  public void requestSync() {
    pace.hurry();
  }

  private void run() {
    int failures = 0;
    try {
      while (!closed) {
        failures = Tracing.pass(this::look) ? 0 : Math.min(failures + 1, 16);
        pace.rest(untilNextLook(failures), this::tellOwnWritesSafely);
      }
    } catch (InterruptedException stopping) {
      closed = true;
    }
  }

  private Duration untilNextLook(int failures) {
    long millis =
        failures == 0
            ? interval.toMillis()
            : Math.min(interval.toMillis(), FIRST_RETRY.toMillis() << (failures - 1));
    return Duration.ofMillis(millis - millis / 10 + random.nextLong(millis / 10 + 1));
  }

  private boolean look() {
    try {
      var facts = api.probe();
      var pinned = admitted;
      if (pinned != null
          && !pinned.equals(UNKNOWN_ORGANIZATION)
          && !pinned.equals(organizationOf(facts))) {
        conclude(new SyncResult.ForeignOrganization(facts), null);
        return true;
      }
      writer.use(facts);
      lastFacts = facts;
      var fresh = reader.read(store.current().orElse(null));
      var diff = store.replace(fresh);
      conclude(SyncResult.Serving.of(facts, store.current().orElse(fresh)), diff);
      tellOwnWrites();
      return true;
    } catch (WandbException failure) {
      conclude(new SyncResult.Failing(failure), null);
      return false;
    } catch (RuntimeException | Error failure) {
      return failedUnexpectedly(failure);
    }
  }

  /** Whatever it was: nobody may go on with a snapshot that is no longer kept fresh, unawares. */
  private boolean failedUnexpectedly(Throwable failure) {
    if (!closed) {
      LOG.error("looking at server {} failed unexpectedly", name, failure);
      conclude(
          new SyncResult.Failing(
              new WandbException.Unavailable(
                  WandbException.Unavailable.Outage.MALFORMED,
                  "looking at the server failed unexpectedly: " + failure,
                  false,
                  null,
                  failure)),
          null);
    }
    return false;
  }

  private void tellOwnWritesSafely() {
    try {
      tellOwnWrites();
    } catch (RuntimeException | Error failure) {
      failedUnexpectedly(failure);
    }
  }

  /** Whoever watches a team or the server sees what the operator did, and not at the next look. */
  private void tellOwnWrites() {
    var now = store.current();
    var before = told;
    if (now.isEmpty() || closed) {
      return;
    }
    told = now.get();
    if (before != null) {
      var own = SnapshotDiff.between(before, now.get());
      if (!own.isEmpty()) {
        listener.grew(name, own);
      }
    }
    if (observation instanceof SyncResult.Serving(var facts, _, _, _, _)) {
      conclude(SyncResult.Serving.of(facts, now.get()), null);
    }
  }

  private void conclude(SyncResult next, @Nullable SnapshotDiff diff) {
    boolean told = SyncResult.same(observation, next);
    if (mayWrite(observation) && !mayWrite(next)) {
      interruptions.incrementAndGet();
    }
    observation = next;
    if (closed) {
      return;
    }
    if (!told) {
      LOG.info("server {}: {}", name, next.describe());
      listener.changed(name);
    }
    if (diff != null && !diff.isEmpty()) {
      listener.differs(name, diff);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    writer.close();
    api.close();
  }
}
