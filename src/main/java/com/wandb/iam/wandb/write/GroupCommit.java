package com.wandb.iam.wandb.write;

import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Combines the items that arrive for one key while an earlier batch of that key runs. Thread-safe;
 * callers block until their own items are done.
 *
 * @param <S> the items
 * @param <R> their results
 */
final class GroupCommit<S, R> {
  private record Request<S, R>(List<S> items, CompletableFuture<List<R>> results) {}

  private static final class Waiting<S, R> {
    final ReentrantLock lock;
    final ConcurrentLinkedQueue<Request<S, R>> requests = new ConcurrentLinkedQueue<>();

    Waiting(ReentrantLock lock) {
      this.lock = lock;
    }

    List<Request<S, R>> drain() {
      var drained = new ArrayList<Request<S, R>>();
      for (var next = requests.poll(); next != null; next = requests.poll()) {
        drained.add(next);
      }
      return drained;
    }
  }

  private final Map<String, Waiting<S, R>> queues = new ConcurrentHashMap<>();
  private final Function<String, ReentrantLock> locks;

  /**
   * @param locks returns the lock of a key; shared with others that work under the same key
   */
  GroupCommit(Function<String, ReentrantLock> locks) {
    this.locks = locks;
  }

  /**
   * Processes the items, perhaps together with those of other callers.
   *
   * @param work returns one result for each item of a batch, in order; for one key one batch runs
   *     at a time
   * @return the results of these items, in their order
   * @throws WandbException if the whole batch failed
   */
  List<R> submit(String key, List<S> items, Function<List<S>, List<R>> work) {
    var queue = queues.computeIfAbsent(key, unknown -> new Waiting<>(locks.apply(key)));
    var request = new Request<S, R>(items, new CompletableFuture<>());
    queue.requests.add(request);
    queue.lock.lock();
    try {
      if (!request.results().isDone()) {
        doTogether(queue.drain(), work);
      }
    } finally {
      queue.lock.unlock();
    }
    return resultsOf(request);
  }

  private static <S, R> void doTogether(
      List<Request<S, R>> requests, Function<List<S>, List<R>> work) {
    try {
      var results =
          work.apply(requests.stream().flatMap(request -> request.items().stream()).toList());
      int next = 0;
      for (var request : requests) {
        var end = next + request.items().size();
        request.results().complete(List.copyOf(results.subList(next, end)));
        next = end;
      }
    } catch (RuntimeException | Error failure) {
      requests.forEach(request -> request.results().completeExceptionally(failure));
    }
  }

  private static <S, R> List<R> resultsOf(Request<S, R> request) {
    try {
      return request.results().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof WandbException error) {
        throw error;
      }
      throw failed;
    }
  }
}
