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
  private @Nullable Snapshot current;

  /**
   * @param onWrite called after each write that changes the current snapshot, on the thread of the
   *     writer
   */
  public SnapshotStore(Runnable onWrite) {
    this.onWrite = onWrite;
  }

  /** Returns the current snapshot, or empty before the first read. */
  public synchronized Optional<Snapshot> current() {
    return Optional.ofNullable(current);
  }

  /** Replaces the snapshot and returns the differences. */
  public synchronized SnapshotDiff replace(Snapshot fresh) {
    writes.removeIf(write -> write.at().isBefore(fresh.asOf()));
    var merged = fresh;
    for (var write : writes) {
      merged = write.change().apply(merged);
    }
    var diff = SnapshotDiff.between(current, merged).with(forNextDiff, merged);
    forNextDiff.clear();
    current = merged;
    return diff;
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
      if (current == null) {
        return;
      }
      current = change.apply(current);
    }
    onWrite.run();
  }
}
