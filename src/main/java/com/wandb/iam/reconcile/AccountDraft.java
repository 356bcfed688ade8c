package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a ServiceAccount in the making. */
final class AccountDraft implements Draft<WandbServiceAccountStatus> {
  @Nullable String id;
  @Nullable String name;
  @Nullable String serverName;
  @Nullable String teamId;
  @Nullable String secretName;
  @Nullable ApiKeyState apiKey;
  @Nullable PendingCreate pendingCreate;
  @Nullable PendingKey pendingKey;
  List<String> deliveredTo;
  List<String> warnings;
  @Nullable Boolean adopted;

  AccountDraft(WandbServiceAccountStatus before) {
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
  public WandbServiceAccountStatus status(Report report) {
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
