package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import java.util.List;

/** The data keys of the Secret of a ServiceAccount. */
final class SecretShape {
  private SecretShape() {}

  /** Returns the names of the data keys that can say where runs go. */
  static List<String> destinationNames(WandbServiceAccount resource) {
    var names = resource.getSpec().secret().keys();
    return List.of(names.entity(), names.project(), names.username(), names.userEmail());
  }
}
