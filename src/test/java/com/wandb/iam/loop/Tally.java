package com.wandb.iam.loop;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often what happened. Thread-safe. */
final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized int sum() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int of(String what) {
    return counts.getOrDefault(what, 0);
  }

  /** As in {@code 12 (3 this, 9 that)}. */
  @Override
  public synchronized String toString() {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", ", sum() + " (", ")"));
  }
}
