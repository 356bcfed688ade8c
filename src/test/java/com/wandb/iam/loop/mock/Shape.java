package com.wandb.iam.loop.mock;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Conditions at the end of a reconciliation, with the names that cases use. */
enum Shape {
  /** The server and the Secrets are as declared. */
  READY("Accepted+Valid", "Synced+Synced", "Ready+Ready"),
  /** In sync: access has expired. */
  EXPIRED("Accepted+Valid", "Synced+Synced", "Ready+Expired", "Active-Expired"),
  /** Observed: the operator writes nothing, and nothing differs. */
  OBSERVED("Accepted+Valid", "Synced+Observing", "Ready+Observing"),
  /** The user must change the spec. */
  REJECTED("Accepted-*", "Synced?*", "Ready-*", "Stalled+*"),
  /** The spec references an absent object that may be created later. */
  UNRESOLVED("Accepted-*", "Synced?*", "Ready-*"),
  /** A user must act. */
  BLOCKED("Accepted+Valid", "Synced-*", "Ready-*", "Stalled+*"),
  /** Waits for time or another resource. */
  WAITING("Accepted+Valid", "Synced-*", "Ready-*"),
  /** A WandbServer that can be written to. */
  SERVING("Accepted+Valid", "Reachable+Ok", "Ready+Ready"),
  /** A WandbServer without data from the server. */
  SILENT("Accepted+Valid", "Reachable-*", "Authorized?*", "Ready-*"),
  /** A WandbServer whose server refuses the credential. */
  REFUSING("Accepted+Valid", "Reachable+Ok", "Authorized-*", "Ready-*", "Stalled+*"),
  /** Only the conditions that follow. */
  WITH();

  private final List<String> conditions;

  Shape(String... conditions) {
    this.conditions = List.of(conditions);
  }

  /**
   * Reads {@code blocked Conflict Verified+Passed}: a shape, its reason if it has one, and
   * additional or replaced conditions.
   *
   * @return by type: {@code +} for True, {@code -} for False or {@code ?} for Unknown, and the
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
