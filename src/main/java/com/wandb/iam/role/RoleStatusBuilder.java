package com.wandb.iam.role;

import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.ServerBinding;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.server.sync.ServerBound;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builder of the status of a CustomRole. */
final class RoleStatusBuilder implements StatusBuilder<CustomRoleStatus>, ServerBound {
  @Nullable String id;
  @Nullable String name;
  @Nullable String serverName;
  @Nullable ServerBinding binding;
  @Nullable Integer holders;
  @Nullable Integer effectivePermissions;
  @Nullable PendingCreate pendingCreate;
  @Nullable Boolean adopted;
  List<String> warnings;

  RoleStatusBuilder(CustomRoleStatus before) {
    id = before.id();
    name = before.name();
    serverName = before.serverName();
    binding = before.binding();
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
  public @Nullable ServerBinding binding() {
    return binding;
  }

  @Override
  public void bind(ServerBinding server) {
    binding = server;
  }

  @Override
  public void forgetIds() {
    id = null;
    pendingCreate = null;
    adopted = null;
  }

  @Override
  public Optional<String> server() {
    return Optional.ofNullable(serverName);
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
