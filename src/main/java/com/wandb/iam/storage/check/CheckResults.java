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

  /** Skips the checks that have no result yet. */
  void skipRest(String why) {
    for (var name : BucketCheckName.values()) {
      found.putIfAbsent(name, BucketCheckResult.skipped(name, why));
    }
  }

  /** Ends the checks after the time limit. Fails if the store did not answer at all. */
  void outOfTime(String why) {
    var first = BucketCheckName.EndpointReachable;
    if (found.putIfAbsent(first, BucketCheckResult.failed(first, why)) == null) {
      skipRest("Skipped because EndpointReachable failed.");
    }
    unfinished(why);
  }

  /** Ends the checks early. Those without a result are unknown. */
  void unfinished(String why) {
    for (var name : BucketCheckName.values()) {
      found.putIfAbsent(name, BucketCheckResult.unknown(name, why));
    }
  }

  /** Returns all results in the order of the checks. */
  List<BucketCheckResult> all() {
    return Arrays.stream(BucketCheckName.values())
        .flatMap(name -> Optional.ofNullable(found.get(name)).stream())
        .toList();
  }
}
