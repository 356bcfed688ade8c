package com.wandb.iam.storage.check;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The results of the checks so far. Another thread may end the checks at any time. */
final class CheckResults {
  private final Map<BucketCheckName, BucketCheckResult> found = new ConcurrentHashMap<>();

  void add(BucketCheckResult finding) {
    found.put(finding.name(), finding);
  }

  boolean has(BucketCheckName name) {
    return found.containsKey(name);
  }

  /** Skips what has no finding yet. */
  void skipRest(String why) {
    for (var name : BucketCheckName.values()) {
      found.putIfAbsent(name, BucketCheckResult.skipped(name, why));
    }
  }

  /** The time was over: a store that did not answer the very first question cannot be used. */
  void outOfTime(String why) {
    var first = BucketCheckName.EndpointReachable;
    if (found.putIfAbsent(first, BucketCheckResult.failed(first, why)) == null) {
      skipRest("after EndpointReachable failed");
    }
    unfinished(why);
  }

  /** The look ended early, which says nothing about what has no finding yet. */
  void unfinished(String why) {
    for (var name : BucketCheckName.values()) {
      found.putIfAbsent(name, BucketCheckResult.unknown(name, why));
    }
  }

  /** All findings in the order of the checks. */
  List<BucketCheckResult> all() {
    return Arrays.stream(BucketCheckName.values())
        .flatMap(name -> Optional.ofNullable(found.get(name)).stream())
        .toList();
  }
}
