package com.wandb.iam.wandb.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot of one server that everybody reads, with the operator's own writes on top: what was
 * written after a snapshot's first request was sent survives that snapshot's arrival. Thread-safe.
 */
public final class SnapshotStore {
  private record Write(Instant at, UnaryOperator<Snapshot> change) {}

  private final List<Write> writes = new ArrayList<>();
  private final Set<String> doubted = new HashSet<>();
  private final Runnable written;
  private @Nullable Snapshot current;

  /**
   * @param written is called after each write that shows, on the writer's thread
   */
  public SnapshotStore(Runnable written) {
    this.written = written;
  }

  /** The latest state, or empty before the first read. */
  public synchronized Optional<Snapshot> current() {
    return Optional.ofNullable(current);
  }

  /** Takes a fresh read in and tells what it changes. */
  public synchronized SnapshotDiff replace(Snapshot fresh) {
    writes.removeIf(write -> write.at().isBefore(fresh.asOf()));
    var merged = fresh;
    for (var write : writes) {
      merged = write.change().apply(merged);
    }
    var diff = SnapshotDiff.between(current, merged).with(doubted, merged);
    doubted.clear();
    current = merged;
    return diff;
  }

  /**
   * Somebody else changed a team while the operator did: the next read tells of it, whether it
   * differs from what is known by then or not.
   */
  public synchronized void doubt(String teamId) {
    doubted.add(teamId);
  }

  /**
   * Notes what the operator itself has just written.
   *
   * @param at when the answer arrived
   */
  public void writeThrough(Instant at, UnaryOperator<Snapshot> change) {
    synchronized (this) {
      writes.add(new Write(at, change));
      if (current == null) {
        return;
      }
      current = change.apply(current);
    }
    written.run();
  }
}
