package com.wandb.iam.account.scope;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builder for the status of a ServiceAccount. */
public final class AccountStatusBuilder implements StatusBuilder<WandbServiceAccountStatus> {
  public @Nullable String id;
  public @Nullable String name;
  public @Nullable String serverName;
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
