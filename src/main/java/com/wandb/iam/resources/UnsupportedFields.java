package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.TeamMembershipSpec;
import com.wandb.iam.crd.v1alpha1.WandbServerSpec;
import com.wandb.iam.reconcile.ReconcileResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fields that the schema has and this version does not carry out yet. A resource that uses one is
 * rejected with the field's name: silently ignoring what somebody declared would be worse.
 */
public final class UnsupportedFields {
  private static final String DEFAULT_DETAIL_INTERVAL = "15m";

  private final List<String> fields = new ArrayList<>();

  private UnsupportedFields() {}

  public static Optional<ReconcileResult> in(WandbServerSpec spec) {
    return new UnsupportedFields()
        .when(
            !DEFAULT_DETAIL_INTERVAL.equals(spec.sync().detailInterval()),
            "spec.sync.detailInterval")
        .conclusion();
  }

  /** What no version can carry out. */
  public static Optional<ReconcileResult> in(TeamMembershipSpec spec) {
    return spec.modelRegistryAdmin()
        ? Optional.of(
            ReconcileResult.rejected(
                Reason.NotSupported,
                "spec.modelRegistryAdmin: W&B publishes no call that makes somebody Model Registry"
                    + " Admin; leave it out and set it in the app, or use spec.registryRoles where"
                    + " the organization has registries"))
        : Optional.empty();
  }

  private UnsupportedFields when(boolean used, String field) {
    if (used) {
      fields.add(field);
    }
    return this;
  }

  private Optional<ReconcileResult> conclusion() {
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.rejected(
                Reason.NotSupported,
                String.join(", ", fields)
                    + ": this version of the operator does not carry this out yet; remove it, or"
                    + " wait for a version that does. Nothing was changed"));
  }
}
