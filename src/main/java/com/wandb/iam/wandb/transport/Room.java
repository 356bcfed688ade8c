package com.wandb.iam.wandb.transport;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How much of what servers answer a process holds at a time. A server that answers without measure
 * must not take the memory that the rest of the process lives on, so this goes by the size of the
 * heap: an eighth of it for answers as they arrive, and as many values in one document as take a
 * third of it when they are read, which is done to one answer at a time. Thread-safe.
 */
public final class Room {
  /** No server of any size has as much to say. */
  public static final long MAX_BODY = 32L * 1024 * 1024;

  /** Of each answer this much is let in however much others hold: nearly all are smaller. */
  static final long FREE = 64L * 1024;

  private static final int SHARE = 8;

  /** A value in a tree of JSON takes about fifty bytes, with what is around it. */
  private static final int HEAP_PER_VALUE = 160;

  /** A user with few teams has some eighty; of a page half are to be enough. */
  private static final int VALUES_PER_ITEM = 100;

  private static final int FEWEST_VALUES = 100_000;
  private static final int MOST_VALUES = 10_000_000;

  private final long perAnswer;
  private final AtomicLong left;
  private final ReentrantLock reading = new ReentrantLock(true);

  /**
   * @param heap the most memory that the process may take, in bytes
   */
  public Room(long heap) {
    perAnswer = Math.min(MAX_BODY, heap / SHARE);
    left = new AtomicLong(heap / SHARE);
  }

  /** How many values a document may have. */
  static long values(long heap) {
    return Math.clamp(heap / HEAP_PER_VALUE, FEWEST_VALUES, MOST_VALUES);
  }

  /** How many items to ask for in one page. */
  public static int page(long heap, int largest) {
    return (int) Math.min(largest, values(heap) / VALUES_PER_ITEM);
  }

  /** How long one answer may be. */
  long perAnswer() {
    return perAnswer;
  }

  /** Takes room for that many bytes more; false where there is none. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  /** Reads one answer when nobody else reads one. */
  <T> T read(Supplier<T> answer) {
    reading.lock();
    try {
      return answer.get();
    } finally {
      reading.unlock();
    }
  }
}
