package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.Edition;
import com.wandb.iam.crd.v1alpha1.OperatorIdentity;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.ServerCounts;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.server.sync.SyncResult;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.ServerFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The builder of the status of a WandbServer. */
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

  /** Describes a server that answers. */
  void describe(Edition declared, SyncResult.Serving serving) {
    var facts = serving.facts();
    version = facts.version() == null ? null : facts.version().toString();
    edition = declared == Edition.Auto ? "Unknown" : declared.name();
    capabilities = facts.capabilities().stream().map(Capability::displayName).sorted().toList();
    operatorIdentity =
        new OperatorIdentity(facts.viewer().id(), facts.viewer().username(), kind(facts));
    counts =
        new ServerCounts(
            serving.teams(), serving.users(), serving.serviceAccounts(), serving.roles());
  }

  private static String kind(ServerFacts facts) {
    return facts.viewerType() == AccountType.ORG_SERVICE
        ? "OrganizationServiceAccount"
        : facts.viewer().admin() ? "Admin" : "User";
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
