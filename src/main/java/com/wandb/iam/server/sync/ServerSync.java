package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.reconcile.Tracing;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.LimitState;
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
 * Keeps the snapshot of one server up to date on its own thread, and decides whether the server can
 * be written to. A failed sync keeps the former snapshot.
 */
public final class ServerSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerSync.class);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** Coalesces writes, so that a hundred writes in a row change the counts in status once. */
  private static final Duration COALESCE_FOR = Duration.ofSeconds(1);

  private final String name;
  private final ConnectionSettings settings;
  private final Duration interval;
  private final WandbApi api;
  private final DebounceTimer timer = new DebounceTimer(COALESCE_FOR);
  private final SnapshotStore store = new SnapshotStore(timer::note);
  private final SnapshotReader reader;
  private final IdentityWriter writer;
  private final SyncListener listener;
  private final BoundObjects bound;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Thread thread;
  private final AtomicInteger interruptions = new AtomicInteger();
  private @Nullable Snapshot reported;
  private volatile SyncResult observation = new SyncResult.Pending();
  private volatile @Nullable PinnedOrganization admitted;
  private volatile @Nullable ServerFacts lastFacts;
  private volatile boolean held;
  private volatile boolean closed;

  ServerSync(
      String name,
      ConnectionSettings settings,
      Duration interval,
      WandbApi api,
      @Nullable PinnedOrganization pinned,
      BoundObjects bound,
      RemovalGate gate,
      WriteLocks locks,
      InstantSource clock,
      SyncListener listener) {
    this.name = name;
    this.settings = settings;
    this.interval = interval;
    this.api = api;
    this.admitted = pinned;
    this.bound = bound;
    this.writer = new IdentityWriter(api, store, gate, locks, clock);
    this.listener = listener;
    this.reader = new SnapshotReader(api, clock);
    this.thread = Thread.ofVirtual().name("sync-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Returns whether this sync already uses these settings. */
  boolean isFor(ConnectionSettings wanted, Duration wantedInterval) {
    return settings.equals(wanted) && interval.equals(wantedInterval);
  }

  /** Returns the name of the WandbServer. */
  public String name() {
    return name;
  }

  /** Returns the latest snapshot; empty before the first successful sync. */
  public Optional<Snapshot> snapshot() {
    return store.current();
  }

  /** Returns the current state of the request limits. */
  public LimitState limits() {
    return api.limits();
  }

  public SyncResult observation() {
    return observation;
  }

  /** Returns the connection; empty if the server must not be written to. */
  public Optional<ServerConnection> connection() {
    var teams = writer.current();
    var facts = lastFacts;
    var pin = admitted;
    if (closed || held || teams == null || facts == null || store.current().isEmpty()) {
      return Optional.empty();
    }
    return pin != null && pin.fingerprint() != null && observation.allowsWrites()
        ? Optional.of(new ServerConnection(name, api, store, teams, facts, pin))
        : Optional.empty();
  }

  /** Allows writes to this server, and to no other. */
  public void admit(PinnedOrganization pin) {
    admitted = pin;
    if (observation instanceof SyncResult.ForeignOrganization) {
      requestSync();
    }
  }

  /**
   * Returns how often the server became unwritable. Reconciliations in such an interval, even a
   * short one, were aborted and must run again.
   */
  public int interruptions() {
    return interruptions.get();
  }

  /**
   * Forbids or allows writes. The server may have another version afterwards, so it is synced
   * before the first write.
   */
  public void hold(boolean hold) {
    if (held && !hold) {
      observation = new SyncResult.Pending();
      interruptions.incrementAndGet();
      requestSync();
    }
    held = hold;
  }

  /** Starts a sync immediately. */
  public void requestSync() {
    timer.hurry();
  }

  private void run() {
    int failures = 0;
    try {
      while (!closed) {
        failures = Tracing.pass(this::sync) ? 0 : Math.min(failures + 1, 16);
        timer.await(untilNextSync(failures), this::reportOwnWritesSafely);
      }
    } catch (InterruptedException stopping) {
      closed = true;
    }
  }

  private Duration untilNextSync(int failures) {
    long millis =
        failures == 0
            ? interval.toMillis()
            : Math.min(interval.toMillis(), FIRST_RETRY.toMillis() << (failures - 1));
    return Duration.ofMillis(millis - millis / 10 + random.nextLong(millis / 10 + 1));
  }

  private boolean sync() {
    try {
      var facts = api.probe();
      var pin = Optional.ofNullable(admitted);
      var foreign =
          pin.flatMap(
              known ->
                  ServerRecognition.organizationDiffers(
                      known, ServerIdentity.organizationOf(facts)));
      if (foreign.isPresent()) {
        conclude(new SyncResult.ForeignOrganization(ServerIdentity.of(facts), foreign.get()), null);
        return true;
      }
      var fresh = reader.read(store.current().orElse(null));
      var other = pin.flatMap(known -> difference(known, facts, fresh));
      if (other.isPresent()) {
        var identity = ServerIdentity.of(facts, fresh);
        conclude(new SyncResult.ForeignOrganization(identity, other.get()), null);
        return true;
      }
      writer.use(facts);
      lastFacts = facts;
      var diff = store.replace(fresh);
      conclude(SyncResult.Serving.of(facts, store.current().orElse(fresh)), diff);
      reportOwnWrites();
      return true;
    } catch (WandbException failure) {
      conclude(new SyncResult.Failing(failure), null);
      return false;
    } catch (RuntimeException | Error failure) {
      return failedUnexpectedly(failure);
    }
  }

  private Optional<String> difference(PinnedOrganization pin, ServerFacts facts, Snapshot fresh) {
    return ServerRecognition.differs(
        pin,
        ServerIdentity.of(facts, fresh),
        fresh,
        store.current().orElse(null),
        bound.of(name, pin.fingerprint()),
        !ClockSkew.tooLarge(facts.clockSkew()));
  }

  /** Marks the server as failing, because its snapshot is no longer updated. */
  private boolean failedUnexpectedly(Throwable failure) {
    if (!closed) {
      LOG.error("Sync failed unexpectedly: server={}", name, failure);
      conclude(
          new SyncResult.Failing(
              new WandbException.Unavailable(
                  WandbException.Unavailable.Outage.MALFORMED,
                  "The sync of the W&B server failed unexpectedly: " + failure,
                  false,
                  null,
                  failure)),
          null);
    }
    return false;
  }

  private void reportOwnWritesSafely() {
    try {
      reportOwnWrites();
    } catch (RuntimeException | Error failure) {
      failedUnexpectedly(failure);
    }
  }

  /**
   * Reports the operator's own writes now, so that counts in status do not wait for the next sync.
   */
  private void reportOwnWrites() {
    var now = store.current();
    var before = reported;
    if (now.isEmpty() || closed) {
      return;
    }
    reported = now.get();
    if (before != null) {
      var own = SnapshotDiff.between(before, now.get());
      if (!own.isEmpty()) {
        listener.grew(name, own);
      }
    }
    if (observation instanceof SyncResult.Serving(var facts, _, _, _, _, _)) {
      conclude(SyncResult.Serving.of(facts, now.get()), null);
    }
  }

  private void conclude(SyncResult next, @Nullable SnapshotDiff diff) {
    boolean same = SyncResult.same(observation, next);
    if (observation.allowsWrites() && !next.allowsWrites()) {
      interruptions.incrementAndGet();
    }
    observation = next;
    if (closed) {
      return;
    }
    if (!same) {
      LOG.info("Sync result changed: server={}: {}", name, next.describe());
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
