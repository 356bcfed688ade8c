package com.wandb.iam.wandb.transport;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Memory that answers of servers may use in this process. An answer without end must not exhaust
 * the memory of the process. Therefore the limits depend on the size of the heap: an eighth for
 * answers as they arrive, and a third for the values of one document while it is read. Only one
 * answer is read at a time. Thread-safe.
 */
public final class ResponseMemory {
  /** Maximum size of an answer in bytes, more than any real server sends. */
  public static final long MAX_BODY = 32L * 1024 * 1024;

  /** Bytes of each answer that need no reservation, because nearly all answers are smaller. */
  static final long FREE_ALLOWANCE = 64L * 1024;

  private static final int HEAP_DIVISOR = 8;

  /**
   * Heap bytes per JSON value. A value takes about fifty bytes with its overhead. The rest is
   * reserve, so that values use a third of the heap.
   */
  private static final int HEAP_PER_VALUE = 160;

  /**
   * JSON values per item of a page. A user with few teams has about eighty; the rest is reserve.
   */
  private static final int VALUES_PER_ITEM = 100;

  private static final int MIN_VALUES = 100_000;
  private static final int MAX_VALUES = 10_000_000;

  private final long maxAnswer;
  private final AtomicLong left;
  private final ReentrantLock reading = new ReentrantLock(true);

  /**
   * @param heap maximum heap size of the process, in bytes
   */
  public ResponseMemory(long heap) {
    maxAnswer = Math.min(MAX_BODY, heap / HEAP_DIVISOR);
    left = new AtomicLong(heap / HEAP_DIVISOR);
  }

  /** Returns the maximum number of values in a document. */
  static long maxValues(long heap) {
    return Math.clamp(heap / HEAP_PER_VALUE, MIN_VALUES, MAX_VALUES);
  }

  /** Returns the number of items to request per page. */
  public static int pageSize(long heap, int largest) {
    return (int) Math.min(largest, maxValues(heap) / VALUES_PER_ITEM);
  }

  /** Returns the maximum size of one answer in bytes. */
  long maxAnswer() {
    return maxAnswer;
  }

  /** Reserves bytes. Returns false and reserves nothing if too few are left. */
  boolean reserve(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  /** Releases reserved bytes. */
  void release(long bytes) {
    left.addAndGet(bytes);
  }

  /** Reads an answer. Waits until no other answer is being read. */
  <T> T read(Supplier<T> answer) {
    reading.lock();
    try {
      return answer.get();
    } finally {
      reading.unlock();
    }
  }
}
