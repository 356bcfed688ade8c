package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.TeamMembershipSpec;
import com.wandb.iam.crd.v1alpha1.WandbServerSpec;
import com.wandb.iam.reconcile.ReconcileResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fields of the schema that this version does not support yet. A resource that uses one is
 * rejected, because ignoring a declared field would be worse.
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

  /** Rejects a field that no version can support. */
  public static Optional<ReconcileResult> in(TeamMembershipSpec spec) {
    return spec.modelRegistryAdmin()
        ? Optional.of(
            ReconcileResult.rejected(
                Reason.NotSupported,
                "spec.modelRegistryAdmin: The W&B API cannot make a user Model Registry"
                    + " Admin. Remove the field and set the role in the W&B App, or use"
                    + " spec.registryRoles if the organization has registries."))
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
                    + ": This version of the operator does not support the field yet. Remove"
                    + " it, or wait for a version that does. Nothing was changed."));
  }
}
