package com.wandb.iam.crd.v1alpha1;

/** What the operator does on the server when the resource is deleted. */
public enum DeletionPolicy {
  /** The object on the server is deleted. */
  Delete,
  /** The object on the server stays. */
  Orphan
}
