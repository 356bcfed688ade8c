package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a StorageConnector. */
final class ConnectorReconciliation
    extends Pass<StorageConnector, StorageConnectorStatus, ConnectorDraft> {
  ConnectorReconciliation(
      OwnWrites writes, StorageConnector resource, Context<StorageConnector> context) {
    super(writes, resource, context, new ConnectorDraft(resource.getStatus()));
  }
}
