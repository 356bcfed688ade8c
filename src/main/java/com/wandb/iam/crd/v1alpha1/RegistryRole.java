package com.wandb.iam.crd.v1alpha1;

/** Roles in a registry of the organization. */
public enum RegistryRole {
  RestrictedViewer,
  Viewer,
  Member,
  Admin
}
