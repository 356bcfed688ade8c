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
 * Shared snapshot of one server, with the operator's own writes applied. When a new snapshot
 * arrives, writes since its first request are applied again, because it may not contain them.
 * Thread-safe.
 */
public final class SnapshotStore {
  private record Write(Instant at, UnaryOperator<Snapshot> change) {}

  private final List<Write> writes = new ArrayList<>();
  private final Set<String> forNextDiff = new HashSet<>();
  private final Runnable onWrite;
  private volatile @Nullable Snapshot current;

  /**
   * @param onWrite called after each write that changes the current snapshot, on the thread of the
   *     writer
   */
  public SnapshotStore(Runnable onWrite) {
    this.onWrite = onWrite;
  }

  /** Returns the current snapshot, or empty before the first read. */
  public Optional<Snapshot> current() {
    return Optional.ofNullable(current);
  }

  /**
   * Replaces the snapshot and returns the differences. Compares snapshots outside of the monitor,
   * because comparing those of a large server would delay every write.
   */
  public SnapshotDiff replace(Snapshot fresh) {
    @Nullable Snapshot before;
    Snapshot merged;
    Set<String> marked;
    synchronized (this) {
      writes.removeIf(write -> write.at().isBefore(fresh.asOf()));
      merged = fresh;
      for (var write : writes) {
        merged = write.change().apply(merged);
      }
      marked = Set.copyOf(forNextDiff);
      forNextDiff.clear();
      before = current;
      current = merged;
    }
    return SnapshotDiff.between(before, merged).with(marked, merged);
  }

  /**
   * Includes a team in the next diff even if it does not differ. Needed when another client changed
   * the team at the same time as the operator, because the current snapshot may contain that change
   * already.
   */
  public synchronized void includeInNextDiff(String teamId) {
    forNextDiff.add(teamId);
  }

  /**
   * Applies a write of the operator to the current snapshot.
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
    onWrite.run();
  }
}
