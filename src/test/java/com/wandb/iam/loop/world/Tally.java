package com.wandb.iam.loop.world;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts by name. Thread-safe. */
public final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  public synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  public synchronized int sum() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  public synchronized int of(String what) {
    return counts.getOrDefault(what, 0);
  }

  /** Formats as {@code 12 (3 this, 9 that)}. */
  @Override
  public synchronized String toString() {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", ", sum() + " (", ")"));
  }
}
