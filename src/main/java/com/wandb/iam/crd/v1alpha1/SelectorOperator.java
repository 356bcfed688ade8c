package com.wandb.iam.crd.v1alpha1;

/** How a label is compared; as in Kubernetes. */
public enum SelectorOperator {
  In,
  NotIn,
  Exists,
  DoesNotExist
}
