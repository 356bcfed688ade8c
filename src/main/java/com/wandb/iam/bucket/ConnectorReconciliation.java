package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.Reconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a StorageConnector. */
final class ConnectorReconciliation
    extends Reconciliation<StorageConnector, StorageConnectorStatus, ConnectorStatusBuilder> {
  ConnectorReconciliation(
      LastWrites writes, StorageConnector resource, Context<StorageConnector> context) {
    super(writes, resource, context, new ConnectorStatusBuilder(resource.getStatus()));
  }
}
