package com.wandb.iam.account.scope;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.ServerBinding;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.server.sync.ServerBound;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builder for the status of a ServiceAccount. */
public final class AccountStatusBuilder
    implements StatusBuilder<WandbServiceAccountStatus>, ServerBound {
  public @Nullable String id;
  public @Nullable String name;
  public @Nullable String serverName;
  public @Nullable ServerBinding binding;
  public @Nullable String teamId;
  public @Nullable String secretName;
  public @Nullable ApiKeyState apiKey;
  public @Nullable PendingCreate pendingCreate;
  public @Nullable PendingKey pendingKey;
  public List<String> deliveredTo;
  public List<String> warnings;
  public @Nullable Boolean adopted;

  AccountStatusBuilder(WandbServiceAccountStatus before) {
    id = before.id();
    name = before.name();
    serverName = before.serverName();
    binding = before.binding();
    teamId = before.teamId();
    secretName = before.secretName();
    apiKey = before.apiKey();
    pendingCreate = before.pendingCreate();
    pendingKey = before.pendingKey();
    deliveredTo = before.deliveredTo();
    warnings = before.warnings();
    adopted = before.adopted();
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
    teamId = null;
    apiKey = null;
    pendingCreate = null;
    pendingKey = null;
    adopted = null;
  }

  @Override
  public Optional<String> server() {
    return Optional.ofNullable(serverName);
  }

  @Override
  public WandbServiceAccountStatus status(CommonStatus report) {
    return new WandbServiceAccountStatus(
        report.observedGeneration(),
        id,
        name,
        serverName,
        binding,
        teamId,
        secretName,
        deliveredTo,
        apiKey,
        pendingCreate,
        pendingKey,
        adopted,
        warnings,
        report.handled(),
        report.conditions());
  }
}
