package com.wandb.iam.crd.v1alpha1;

/** Operators of Kubernetes label selectors. */
public enum SelectorOperator {
  In,
  NotIn,
  Exists,
  DoesNotExist
}
