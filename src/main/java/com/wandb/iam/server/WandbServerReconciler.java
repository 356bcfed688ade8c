package com.wandb.iam.server;

import com.wandb.iam.bucket.binding.FileStoreBinder;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.resources.UnsupportedFields;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reconciles WandbServers: opens the connection, pins the organization, and binds buckets. */
public record WandbServerReconciler(
    ReconcileRunner runner,
    ServerSources sources,
    ServerOwnership ownership,
    ServerDeployments deployments,
    ServerOpener opener,
    ServerAdmission admission,
    FileStoreBinder binder,
    ServerCleanup cleanup,
    Dependents dependents,
    InstantSource clock)
    implements Reconciler<WandbServer>, Cleaner<WandbServer> {
  @Override
  public List<EventSource<?, WandbServer>> prepareEventSources(
      EventSourceContext<WandbServer> context) {
    return sources.prepare(context);
  }

  @Override
  public UpdateControl<WandbServer> reconcile(WandbServer server, Context<WandbServer> context) {
    return runner.reconcile(
        server,
        context,
        WandbServerStatus.class,
        ServerReconciliation::new,
        pass -> ownership.isOthers(pass.resource()) ? release(pass.name()) : reconcile(pass));
  }

  /** Closes a server of another operator, which may have been this operator's until now. */
  private UpdateControl<WandbServer> release(String name) {
    boolean wasOpen = opener.close(name);
    deployments.watchOwn();
    if (wasOpen) {
      dependents.enqueueAll(name);
    }
    return UpdateControl.noUpdate();
  }

  private UpdateControl<WandbServer> reconcile(ServerReconciliation pass) {
    var bound = pass.bound();
    var bindings = pass.draft().bucketBindings;
    var control = runner.reconcile(pass, this::run);
    if (!Objects.equals(bindings, pass.draft().bucketBindings) || !bound.equals(pass.bound())) {
      dependents.enqueueConnectors(pass.name());
    }
    return control;
  }

  private ReconcileResult run(ServerReconciliation pass) {
    var refusal = admission.refusal(pass.resource());
    if (refusal.isPresent()) {
      opener.close(pass.name());
      return refusal.get();
    }
    var unready = deployments.watchAndCheck(pass.resource());
    // Also for a server that does not answer, because it may need its former value back.
    var bound = unready.flatMap(why -> binder.rest(pass, why)).orElseGet(() -> binder.run(pass));
    try {
      return bound.beside(connect(pass, unready), clock.instant());
    } catch (ReconcileAbort abort) {
      opener.close(pass.name());
      throw new ReconcileAbort(bound.beside(abort.conclusion(), clock.instant()));
    }
  }

  private ReconcileResult connect(ServerReconciliation pass, Optional<String> unready) {
    ReconcileAbort.at(UnsupportedFields.in(pass.resource().getSpec()));
    var sync = opener.open(pass, unready.isPresent());
    var result = unready.map(ServerResults::deploying).orElseGet(() -> admission.admit(pass, sync));
    opener.enqueueDependents(pass, sync);
    return result;
  }

  @Override
  public DeleteControl cleanup(WandbServer server, Context<WandbServer> context) {
    return runner.cleanup(
        server,
        context,
        WandbServerStatus.class,
        ServerReconciliation::new,
        pass ->
            ownership.isOthers(pass.resource())
                ? DeleteControl.noFinalizerRemoval()
                : cleanup(pass));
  }

  /** Enqueues the dependents, because those that saw the server wait for an event of it. */
  private DeleteControl cleanup(ServerReconciliation pass) {
    var control = runner.cleanup(pass, one -> cleanup.run(one, this::run));
    if (pass.isOver()) {
      dependents.enqueueAll(pass.name());
    }
    return control;
  }
}
