package com.wandb.iam.bucket.binding;

import java.util.List;

/**
 * Progress of a restart of the server's workloads.
 *
 * @param open the workloads that are not restarted yet, each with its state
 * @param hasFailed whether the cluster gave up on one of them
 */
record RolloutProgress(List<String> open, boolean hasFailed) {
  RolloutProgress {
    open = List.copyOf(open);
  }

  boolean isDone() {
    return open.isEmpty();
  }

  /** Returns the states of the open workloads as one sentence, without the period at its end. */
  String describe() {
    return String.join("; ", open);
  }
}
