package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.CustomRoleSpec;
import com.wandb.iam.crd.v1alpha1.Edition;
import com.wandb.iam.crd.v1alpha1.ManagedSpec;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.MembershipMode;
import com.wandb.iam.crd.v1alpha1.Provisioning;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServiceAccountScope;
import com.wandb.iam.crd.v1alpha1.TeamMembershipSpec;
import com.wandb.iam.crd.v1alpha1.TeamSpec;
import com.wandb.iam.crd.v1alpha1.WandbServerSpec;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fields that the schema has and this version does not carry out yet. A resource that uses one is
 * rejected with the field's name: silently ignoring what somebody declared would be worse.
 */
final class Unsupported {
  private static final IntOrString DEFAULT_MAX_REMOVALS = new IntOrString("50%");

  private static final String DEFAULT_DETAIL_INTERVAL = "15m";

  private final List<String> fields = new ArrayList<>();

  private Unsupported() {}

  static Optional<Conclusion> in(WandbServerSpec spec) {
    return new Unsupported()
        .when(spec.edition() == Edition.Standard, "spec.edition")
        .when(
            !DEFAULT_DETAIL_INTERVAL.equals(spec.sync().detailInterval()),
            "spec.sync.detailInterval")
        .when(spec.bucketBindings() != null, "spec.bucketBindings")
        .conclusion();
  }

  static Optional<Conclusion> in(TeamSpec spec) {
    var membership = spec.membership();
    return new Unsupported()
        .observe(spec)
        .when(spec.storageConnectorRef() != null, "spec.storageConnectorRef")
        .when(membership.mode() == MembershipMode.Authoritative, "spec.membership.mode")
        .when(!DEFAULT_MAX_REMOVALS.equals(membership.maxRemovals()), "spec.membership.maxRemovals")
        .when(!membership.ignore().isEmpty(), "spec.membership.ignore")
        .when(spec.privacy() != null, "spec.privacy")
        .conclusion();
  }

  static Optional<Conclusion> in(TeamMembershipSpec spec) {
    return new Unsupported()
        .observe(spec)
        .when(!spec.registryRoles().isEmpty(), "spec.registryRoles")
        .when(spec.modelRegistryAdmin(), "spec.modelRegistryAdmin")
        .when(spec.provisioning() != Provisioning.None, "spec.provisioning")
        .conclusion();
  }

  static Optional<Conclusion> in(CustomRoleSpec spec) {
    return new Unsupported().observe(spec).conclusion();
  }

  static Optional<Conclusion> in(WandbServiceAccountSpec spec) {
    var apiKey = spec.apiKey();
    return new Unsupported()
        .observe(spec)
        .when(spec.scope() == ServiceAccountScope.Organization, "spec.scope")
        .when(spec.attribution() != null, "spec.attribution")
        .when(spec.target() != null, "spec.target")
        .when(apiKey != null && apiKey.rotation() != null, "spec.apiKey.rotation")
        .when(!spec.secret().deliverTo().isEmpty(), "spec.secret.deliverTo")
        .when(!spec.rollout().isEmpty(), "spec.rollout")
        .conclusion();
  }

  /** A kind of which nothing is carried out yet. */
  static Conclusion kind(String kind) {
    return Conclusion.rejected(
        Reason.NotSupported,
        "spec: this version of the operator does not carry out any " + kind + " yet");
  }

  private Unsupported observe(ManagedSpec spec) {
    return when(spec.managementPolicy() == ManagementPolicy.Observe, "spec.managementPolicy");
  }

  private Unsupported when(boolean used, String field) {
    if (used) {
      fields.add(field);
    }
    return this;
  }

  private Optional<Conclusion> conclusion() {
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Conclusion.rejected(
                Reason.NotSupported,
                String.join(", ", fields)
                    + ": this version of the operator does not carry this out yet; remove it, or"
                    + " wait for a version that does. Nothing was changed"));
  }
}
