package com.wandb.iam.crd.v1alpha1;

/** The roles that a custom role can inherit from. */
public enum InheritedRole {
  Member,
  Viewer
}
