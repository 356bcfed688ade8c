package com.wandb.iam.crd.v1alpha1;

/** What a custom role builds on. */
public enum InheritedRole {
  Member,
  Viewer
}
