package com.wandb.iam.crd.v1alpha1;

/** The kinds of workloads that are restarted when the API key changes. */
public enum RolloutKind {
  Deployment,
  StatefulSet,
  DaemonSet,
  /** Its next Job has the new key. Running Jobs continue. */
  CronJob
}
