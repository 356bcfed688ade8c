package com.wandb.iam.crd.v1alpha1;

/** What holds a certificate bundle. */
public enum CaBundleKind {
  ConfigMap,
  Secret
}
