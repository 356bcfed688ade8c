package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.PreflightStatus;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import com.wandb.iam.crd.v1alpha1.UsedBy;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The builder of the status of a StorageConnector. */
final class ConnectorStatusBuilder implements StatusBuilder<StorageConnectorStatus> {
  @Nullable String address;
  @Nullable String serverName;
  @Nullable String secretName;
  @Nullable PreflightStatus preflight;
  @Nullable UsedBy usedBy;
  @Nullable Boolean adopted;
  List<String> warnings;

  ConnectorStatusBuilder(StorageConnectorStatus before) {
    address = before.address();
    serverName = before.serverName();
    secretName = before.secretName();
    preflight = before.preflight();
    usedBy = before.usedBy();
    adopted = before.adopted();
    warnings = before.warnings();
  }

  @Override
  public Optional<String> server() {
    return Optional.ofNullable(serverName);
  }

  @Override
  public StorageConnectorStatus status(CommonStatus report) {
    return new StorageConnectorStatus(
        report.observedGeneration(),
        address,
        serverName,
        secretName,
        preflight,
        usedBy,
        adopted,
        warnings,
        report.handled(),
        report.conditions());
  }
}
