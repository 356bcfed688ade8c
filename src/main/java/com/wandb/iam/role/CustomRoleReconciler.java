package com.wandb.iam.role;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.server.sync.Licence;
import com.wandb.iam.server.sync.References;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;

/** Reconciler of CustomRoles: keeps the role as declared and counts its holders. */
public final class CustomRoleReconciler implements Reconciler<CustomRole>, Cleaner<CustomRole> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final References references;
  private final Dependents dependents;
  private final ServerOwnership ownership;
  private final RoleKeeper keeper;
  private final RoleCleanup cleanup;

  public CustomRoleReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      References references,
      Dependents dependents,
      ServerOwnership ownership,
      RoleKeeper keeper,
      RoleCleanup cleanup) {
    this.runner = runner;
    this.resources = resources;
    this.references = references;
    this.dependents = dependents;
    this.ownership = ownership;
    this.keeper = keeper;
    this.cleanup = cleanup;
  }

  @Override
  public List<EventSource<?, CustomRole>> prepareEventSources(
      EventSourceContext<CustomRole> context) {
    return List.of(resources.register(CustomRole.class, context));
  }

  @Override
  public UpdateControl<CustomRole> reconcile(CustomRole role, Context<CustomRole> context) {
    return runner.reconcile(
        role, context, CustomRoleStatus.class, RoleReconciliation::new, this::reconcile);
  }

  private UpdateControl<CustomRole> reconcile(RoleReconciliation pass) {
    if (isOthers(pass.resource())) {
      return UpdateControl.noUpdate();
    }
    var before = pass.draft().id;
    var control = runner.reconcile(pass, this::run);
    if (!Objects.equals(before, pass.draft().id)) {
      dependents.enqueueHolders(pass.resource());
    }
    return control;
  }

  private ReconcileResult run(RoleReconciliation pass) {
    var spec = pass.resource().getSpec();
    ReconcileAbort.at(Suspension.of(spec));
    var review = pass.review();
    var server = references.server(spec.serverRef().name());
    ReconcileAbort.at(Licence.enterprise("spec: A custom role", server));
    var name = Names.nameOf(pass.resource());
    references.acquire(ServerClaims.role(pass.resource()), pass, "The custom role " + name);
    var connection = references.connection(server.getMetadata().getName(), pass);
    references.requestSyncIfAnnotated(pass, connection.name());

    pass.draft().serverName = connection.name();
    var interval = Durations.parse(server.getSpec().sync().interval());
    var role = keeper.ensure(pass, connection, interval);
    pass.draft().report(RoleReport.of(spec, review, role, connection.snapshot()));
    return keeper.observes(pass)
        ? ReconcileResult.observed(List.of())
        : ReconcileResult.ready("The role " + name + " on the W&B server matches the spec.");
  }

  @Override
  public DeleteControl cleanup(CustomRole role, Context<CustomRole> context) {
    return runner.cleanup(
        role,
        context,
        CustomRoleStatus.class,
        RoleReconciliation::new,
        pass ->
            isOthers(pass.resource())
                ? DeleteControl.noFinalizerRemoval()
                : runner.cleanup(pass, cleanup::run));
  }

  /** Returns whether another operator owns the server: CustomRoles belong to the whole cluster. */
  private boolean isOthers(CustomRole role) {
    return Names.isRead(role)
        && resources
            .get(WandbServer.class, null, role.getSpec().serverRef().name())
            .filter(ownership::isOthers)
            .isPresent();
  }
}
