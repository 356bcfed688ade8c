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
  private volatile @Nullable Snapshot current;

  /**
   * @param written is called after each write that shows, on the writer's thread
   */
  public SnapshotStore(Runnable written) {
    this.written = written;
  }

  /** The latest state, or empty before the first read. */
  public Optional<Snapshot> current() {
    return Optional.ofNullable(current);
  }

  /**
   * Replaces the state by a fresh read and returns what differs. Snapshots are compared outside of
   * the monitor, because a large server would keep every write waiting.
   */
  public SnapshotDiff replace(Snapshot fresh) {
    @Nullable Snapshot before;
    Snapshot merged;
    Set<String> doubts;
    synchronized (this) {
      writes.removeIf(write -> write.at().isBefore(fresh.asOf()));
      merged = fresh;
      for (var write : writes) {
        merged = write.change().apply(merged);
      }
      doubts = Set.copyOf(doubted);
      doubted.clear();
      before = current;
      current = merged;
    }
    return SnapshotDiff.between(before, merged).with(doubts, merged);
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
      var known = current;
      if (known == null) {
        return;
      }
      current = change.apply(known);
    }
    written.run();
  }
}
