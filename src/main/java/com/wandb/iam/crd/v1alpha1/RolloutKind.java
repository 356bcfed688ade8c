package com.wandb.iam.crd.v1alpha1;

/** Workloads that use an account's Secret and are restarted when the key changed. */
public enum RolloutKind {
  Deployment,
  StatefulSet,
  DaemonSet,
  /** Its next Job has the new key; running ones are left alone. */
  CronJob
}
