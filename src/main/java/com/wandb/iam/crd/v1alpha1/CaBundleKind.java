package com.wandb.iam.crd.v1alpha1;

/** The kind of object that contains a certificate bundle. */
public enum CaBundleKind {
  ConfigMap,
  Secret
}
