package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.OperatorIdentity;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.ServerCounts;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a WandbServer in the making. */
final class ServerStatusBuilder implements StatusBuilder<WandbServerStatus> {
  @Nullable String version;
  @Nullable String edition;
  List<String> capabilities;
  @Nullable PinnedOrganization organization;
  @Nullable OperatorIdentity operatorIdentity;
  @Nullable ServerCounts counts;
  @Nullable BucketBindingsStatus bucketBindings;
  List<String> warnings;

  ServerStatusBuilder(WandbServerStatus before) {
    version = before.version();
    edition = before.edition();
    capabilities = before.capabilities();
    organization = before.organization();
    operatorIdentity = before.operatorIdentity();
    counts = before.counts();
    bucketBindings = before.bucketBindings();
    warnings = before.warnings();
  }

  @Override
  public WandbServerStatus status(CommonStatus report) {
    return new WandbServerStatus(
        report.observedGeneration(),
        version,
        edition,
        capabilities,
        organization,
        operatorIdentity,
        counts,
        bucketBindings,
        warnings,
        report.handled(),
        report.conditions());
  }
}
