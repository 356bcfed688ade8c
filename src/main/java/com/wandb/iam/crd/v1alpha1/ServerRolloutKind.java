package com.wandb.iam.crd.v1alpha1;

/** The kinds of workloads of the W&amp;B server. */
public enum ServerRolloutKind {
  Deployment,
  StatefulSet,
  DaemonSet
}
