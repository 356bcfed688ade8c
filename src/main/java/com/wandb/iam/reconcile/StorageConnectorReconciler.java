package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Says that storage connectors are not carried out yet; touches nothing. */
public final class StorageConnectorReconciler implements Reconciler<StorageConnector> {
  private final Workbench workbench;

  StorageConnectorReconciler(Workbench workbench) {
    this.workbench = workbench;
  }

  @Override
  public List<EventSource<?, StorageConnector>> prepareEventSources(
      EventSourceContext<StorageConnector> context) {
    return List.of(workbench.resources().register(StorageConnector.class, context));
  }

  @Override
  public UpdateControl<StorageConnector> reconcile(
      StorageConnector resource, Context<StorageConnector> context) {
    var pass =
        workbench.pass(
            resource, context, StorageConnectorStatus.class, before -> new ReportOnly(before));
    return workbench.passes().reconcile(pass, unused -> Unsupported.kind("StorageConnector"));
  }

  /** Keeps everything of the status before but the report. */
  private record ReportOnly(StorageConnectorStatus before)
      implements Draft<StorageConnectorStatus> {
    @Override
    public StorageConnectorStatus status(Report report) {
      return new StorageConnectorStatus(
          report.observedGeneration(),
          before.address(),
          before.serverName(),
          before.secretName(),
          before.preflight(),
          before.usedBy(),
          before.adopted(),
          before.warnings(),
          report.handled(),
          report.conditions());
    }
  }
}
