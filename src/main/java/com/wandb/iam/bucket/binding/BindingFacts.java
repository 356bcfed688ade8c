package com.wandb.iam.bucket.binding;

import com.wandb.iam.crd.v1alpha1.BucketBindings;
import java.time.Duration;
import java.time.Instant;

/**
 * Facts about the buckets of a server that stay the same during one reconciliation.
 *
 * @param declared the bindings as declared
 * @param interval the longest time until the next reconciliation
 * @param now to the second, because times in a status have no fractions
 */
record BindingFacts(BucketBindings declared, Duration interval, BucketTimings timing, Instant now) {
  /** Returns the name of the Secret of the server. */
  String target() {
    return FileStores.nameOf(declared.secretRef());
  }

  /** Returns what separates two addresses in the value. */
  String separator() {
    return declared.separator();
  }

  /** Returns whether the operator restarts the server. */
  boolean restarts() {
    return !declared.rollout().isEmpty();
  }
}
