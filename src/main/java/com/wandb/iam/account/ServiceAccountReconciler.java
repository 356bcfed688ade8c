package com.wandb.iam.account;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScope;
import com.wandb.iam.account.scope.AccountScopes;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.Names;
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
import java.util.Optional;

/** Reconciles a service account and the Secret with its API key. */
public final class ServiceAccountReconciler
    implements Reconciler<WandbServiceAccount>, Cleaner<WandbServiceAccount> {
  private final ReconcileRunner runner;
  private final References references;
  private final AccountScopes scopes;
  private final AccountProvisioner provisioner;
  private final AccountCleanup cleanup;
  private final AccountWatches watches;

  public ServiceAccountReconciler(
      ReconcileRunner runner,
      References references,
      AccountScopes scopes,
      AccountProvisioner provisioner,
      AccountCleanup cleanup,
      AccountWatches watches) {
    this.runner = runner;
    this.references = references;
    this.scopes = scopes;
    this.provisioner = provisioner;
    this.cleanup = cleanup;
    this.watches = watches;
  }

  @Override
  public List<EventSource<?, WandbServiceAccount>> prepareEventSources(
      EventSourceContext<WandbServiceAccount> context) {
    return watches.sources(context);
  }

  @Override
  public UpdateControl<WandbServiceAccount> reconcile(
      WandbServiceAccount account, Context<WandbServiceAccount> context) {
    return runner.reconcile(
        account,
        context,
        WandbServiceAccountStatus.class,
        AccountReconciliation::new,
        pass -> runner.reconcile(pass, this::run));
  }

  private ReconcileResult run(AccountReconciliation pass) {
    ReconcileAbort.at(Suspension.of(pass.resource().getSpec()));
    var place = scopes.of(pass);
    var scope = place.scope();
    var name = Names.nameOf(pass.resource());

    ReconcileAbort.at(Licence.enterprise("spec: A service account", place.server()));
    var refusal = refusal(pass, place);
    ReconcileAbort.at(refusal.filter(result -> !isKeyed(pass)));
    references.acquire(scope.claim(name), pass, "The service account " + name);
    references.requestSyncIfAnnotated(pass, scope.connection().name());

    var destination = new RunDestination(pass.resource(), scope);
    var rejection = refusal.or(destination::rejection);
    if (place.observed() || !isKeyed(pass)) {
      ReconcileAbort.at(rejection);
    }
    if (place.observed()) {
      return planned(pass, scope, name);
    }
    return rejection
        .map(result -> provisioner.keep(pass, place, result, refusal.isPresent()))
        .orElseGet(() -> provisioner.provision(pass, place, destination.variables()));
  }

  /** Returns why the tenants of the server do not allow the account; empty if they do. */
  private Optional<ReconcileResult> refusal(AccountReconciliation pass, AccountScopes.Place place) {
    return references
        .tenancy(place.server())
        .check(place.scope().request(references, pass), place.field())
        .map(violation -> ReconcileResult.rejected(Reason.NotAllowed, violation.message()));
  }

  /** Returns whether the account has a key, which is rotated and revoked in any case. */
  private static boolean isKeyed(AccountReconciliation pass) {
    return pass.draft().id != null && pass.draft().apiKey != null;
  }

  /** Records where the account would be, so that a change there enqueues the resource. */
  private static ReconcileResult planned(
      AccountReconciliation pass, AccountScope scope, String name) {
    pass.draft().serverName = scope.connection().name();
    pass.draft().teamId = scope.teamId();
    return ReconcileResult.observed(
        scope.knows(name)
            ? List.of()
            : List.of("create the service account " + name + " and an API key for it"));
  }

  @Override
  public DeleteControl cleanup(WandbServiceAccount account, Context<WandbServiceAccount> context) {
    return runner.cleanup(
        account,
        context,
        WandbServiceAccountStatus.class,
        AccountReconciliation::new,
        pass -> runner.cleanup(pass, this::leave));
  }

  private Optional<ReconcileResult> leave(AccountReconciliation pass) {
    var held = cleanup.run(pass);
    if (held.isEmpty()) {
      provisioner.forget(pass);
    }
    return held;
  }
}
