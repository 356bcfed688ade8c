package com.wandb.iam.crd.v1alpha1;

/** Workloads of the W&amp;B server itself. */
public enum ServerRolloutKind {
  Deployment,
  StatefulSet,
  DaemonSet
}
