package com.wandb.iam.bucket.binding;

import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;

/** One step of a {@link BindingPlan}. Steps are applied in their order. */
sealed interface BindingStep {
  /** Changes the status in memory; it is written with the next save. */
  record RecordStatus(BucketBindingsStatus state) implements BindingStep {}

  /** Writes the status at once, because a crash after a later step must find it stored. */
  record SaveStatus(BucketBindingsStatus state) implements BindingStep {}

  /** Changes the state Secret of the operator. */
  record ChangeStores(StoresChange change) implements BindingStep {}

  /** Writes the value to the Secret of the server. */
  record WriteValue(String value) implements BindingStep {
    /** Contains no value, because a value contains credentials. */
    @Override
    public String toString() {
      return "WriteValue";
    }
  }

  /** Counts one corrected change of another client. */
  record CountDrift() implements BindingStep {}

  /** Enqueues the connectors of the server. */
  record EnqueueConnectors() implements BindingStep {}

  /** Emits an event about the WandbServer. */
  record Emit(Severity severity, String reason, String message) implements BindingStep {
    /** Types of Kubernetes events. */
    enum Severity {
      NORMAL,
      WARNING
    }
  }
}
