package com.wandb.iam.account.scope;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.server.sync.ServerBound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builder for the status of a ServiceAccount. */
public final class AccountStatusBuilder extends ServerBound
    implements StatusBuilder<WandbServiceAccountStatus> {
  public @Nullable String id;
  public @Nullable String name;
  public @Nullable String teamId;
  public @Nullable String secretName;
  public @Nullable ApiKeyState apiKey;
  public @Nullable PendingCreate pendingCreate;
  public @Nullable PendingKey pendingKey;
  public List<String> deliveredTo;
  public List<String> warnings;
  public @Nullable Boolean adopted;

  AccountStatusBuilder(WandbServiceAccountStatus before) {
    super(before.serverName(), before.binding());
    id = before.id();
    name = before.name();
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
  protected void forgetIds() {
    id = null;
    teamId = null;
    apiKey = null;
    pendingCreate = null;
    pendingKey = null;
    adopted = null;
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
