package com.wandb.iam.loop.mock;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The conditions that a reconciliation ends with, under the words that cases use for them. */
enum Shape {
  /** The server and the Secrets are as declared. */
  READY("Accepted+Valid", "Synced+Synced", "Ready+Ready"),
  /** As declared: access has ended. */
  EXPIRED("Accepted+Valid", "Synced+Synced", "Ready+Expired", "Active-Expired"),
  /** Nothing is written, by declaration, and nothing would be. */
  OBSERVED("Accepted+Valid", "Synced+Observing", "Ready+Observing"),
  /** The spec has to be changed. */
  REJECTED("Accepted-*", "Synced?*", "Ready-*", "Stalled+*"),
  /** The spec names something that is absent and may come. */
  UNRESOLVED("Accepted-*", "Synced?*", "Ready-*"),
  /** Only a person can help. */
  BLOCKED("Accepted+Valid", "Synced-*", "Ready-*", "Stalled+*"),
  /** Time or another resource helps. */
  WAITING("Accepted+Valid", "Synced-*", "Ready-*"),
  /** A WandbServer that can be written to. */
  SERVING("Accepted+Valid", "Reachable+Ok", "Ready+Ready"),
  /** A WandbServer of which nothing is known. */
  SILENT("Accepted+Valid", "Reachable-*", "Authorized?*", "Ready-*"),
  /** A WandbServer that refuses the credential. */
  REFUSING("Accepted+Valid", "Reachable+Ok", "Authorized-*", "Ready-*", "Stalled+*"),
  /** No conditions but those that follow. */
  WITH();

  private final List<String> conditions;

  Shape(String... conditions) {
    this.conditions = List.of(conditions);
  }

  /**
   * Reads {@code blocked Conflict Verified+Passed}: a shape, its reason where it has one, and
   * further conditions or others than the shape's.
   *
   * @return by type, {@code +} for True, {@code -} for False or {@code ?} for Unknown, and the
   *     reason
   */
  static Map<String, String> read(List<String> words) {
    var shape = valueOf(words.getFirst().toUpperCase(Locale.ROOT));
    boolean open = shape.conditions.stream().anyMatch(condition -> condition.endsWith("*"));
    var reason = open ? words.get(1) : "";
    var found = new TreeMap<String, String>();
    shape.conditions.forEach(condition -> put(found, condition.replace("*", reason)));
    words.subList(open ? 2 : 1, words.size()).forEach(condition -> put(found, condition));
    return found;
  }

  private static void put(Map<String, String> conditions, String condition) {
    int at = condition.replace('-', '+').replace('?', '+').indexOf('+');
    conditions.put(condition.substring(0, at), condition.substring(at));
  }
}
