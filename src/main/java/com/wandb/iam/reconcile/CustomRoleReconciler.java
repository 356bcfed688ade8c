package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Says that custom roles are not carried out yet; touches nothing. */
public final class CustomRoleReconciler implements Reconciler<CustomRole> {
  private final Workbench workbench;

  CustomRoleReconciler(Workbench workbench) {
    this.workbench = workbench;
  }

  @Override
  public List<EventSource<?, CustomRole>> prepareEventSources(
      EventSourceContext<CustomRole> context) {
    return List.of(workbench.resources().register(CustomRole.class, context));
  }

  @Override
  public UpdateControl<CustomRole> reconcile(CustomRole resource, Context<CustomRole> context) {
    var pass =
        workbench.pass(resource, context, CustomRoleStatus.class, before -> new ReportOnly(before));
    return workbench.passes().reconcile(pass, unused -> Unsupported.kind("CustomRole"));
  }

  /** Keeps everything of the status before but the report. */
  private record ReportOnly(CustomRoleStatus before) implements Draft<CustomRoleStatus> {
    @Override
    public CustomRoleStatus status(Report report) {
      return new CustomRoleStatus(
          report.observedGeneration(),
          before.id(),
          before.name(),
          before.serverName(),
          before.holders(),
          before.effectivePermissions(),
          before.pendingCreate(),
          before.adopted(),
          before.warnings(),
          report.handled(),
          report.conditions());
    }
  }
}
