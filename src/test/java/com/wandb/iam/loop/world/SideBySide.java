package com.wandb.iam.loop.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs a task for many inputs, each on its own thread, and waits for all. */
public final class SideBySide {
  private static final int GISTS = 6;

  private SideBySide() {}

  public static <T> void each(Collection<T> all, Consumer<T> work) {
    map(
        all,
        one -> {
          work.accept(one);
          return one;
        });
  }

  /** Returns the results in the order of the inputs. If some fail, throws all their failures. */
  public static <T, R> List<R> map(Collection<T> all, Function<T, R> work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ArrayList<R>();
      var failures = new ArrayList<Throwable>();
      all.stream()
          .map(one -> CompletableFuture.supplyAsync(() -> work.apply(one), threads))
          .toList()
          .forEach(running -> collect(running, done, failures));
      if (!failures.isEmpty()) {
        var failed =
            new AssertionError(
                failures.size() + " of " + all.size() + " failed: " + gists(failures),
                failures.getFirst());
        failures.stream().skip(1).forEach(failed::addSuppressed);
        throw failed;
      }
      return done;
    }
  }

  /** Returns the first lines of some failures, for reports that keep no more. */
  private static String gists(List<Throwable> failures) {
    return failures.stream()
        .limit(GISTS)
        .map(failure -> String.valueOf(failure.getMessage()).lines().findFirst().orElse(""))
        .collect(Collectors.joining(" | "));
  }

  private static <R> void collect(
      CompletableFuture<R> running, List<R> done, List<Throwable> failures) {
    try {
      done.add(running.join());
    } catch (CompletionException failure) {
      failures.add(failure.getCause());
    }
  }
}
