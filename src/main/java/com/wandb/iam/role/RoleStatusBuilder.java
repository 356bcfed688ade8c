package com.wandb.iam.role;

import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.server.sync.ServerBound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builder of the status of a CustomRole. */
final class RoleStatusBuilder extends ServerBound implements StatusBuilder<CustomRoleStatus> {
  @Nullable String id;
  @Nullable String name;
  @Nullable Integer holders;
  @Nullable Integer effectivePermissions;
  @Nullable PendingCreate pendingCreate;
  @Nullable Boolean adopted;
  List<String> warnings;

  RoleStatusBuilder(CustomRoleStatus before) {
    super(before.serverName(), before.binding());
    id = before.id();
    name = before.name();
    holders = before.holders();
    effectivePermissions = before.effectivePermissions();
    pendingCreate = before.pendingCreate();
    adopted = before.adopted();
    warnings = before.warnings();
  }

  /** Sets the fields that follow from the role and the snapshot. */
  void report(RoleReport report) {
    holders = report.holders();
    effectivePermissions = report.effectivePermissions();
    warnings = report.warnings();
  }

  @Override
  protected void forgetIds() {
    id = null;
    pendingCreate = null;
    adopted = null;
  }

  @Override
  public CustomRoleStatus status(CommonStatus report) {
    return new CustomRoleStatus(
        report.observedGeneration(),
        id,
        name,
        serverName,
        binding,
        holders,
        effectivePermissions,
        pendingCreate,
        adopted,
        warnings,
        report.handled(),
        report.conditions());
  }
}
