package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import com.wandb.iam.crd.v1alpha1.UsedBy;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.storage.BucketAddress;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reconciles StorageConnectors: checks the bucket, publishes its address, and binds it. */
public record StorageConnectorReconciler(
    ReconcileRunner runner,
    ConnectorSources sources,
    References references,
    Dependents dependents,
    BucketOverlaps overlaps,
    DeclaredBucket buckets,
    ConnectorPreflight preflight,
    AddressSecrets addresses,
    ConnectorBinding binding,
    ConnectorCleanup cleanup)
    implements Reconciler<StorageConnector>, Cleaner<StorageConnector> {
  static final int NAMED_TEAMS = 50;

  @Override
  public List<EventSource<?, StorageConnector>> prepareEventSources(
      EventSourceContext<StorageConnector> context) {
    return sources.prepare(context);
  }

  @Override
  public UpdateControl<StorageConnector> reconcile(
      StorageConnector connector, Context<StorageConnector> context) {
    return runner.reconcile(
        connector,
        context,
        StorageConnectorStatus.class,
        ConnectorReconciliation::new,
        pass -> {
          var before = pass.report().conditions();
          var control = runner.reconcile(pass, this::run);
          if (!before.equals(pass.report().conditions())) {
            dependents.enqueueTeamsOf(connector);
          }
          return control;
        });
  }

  private ReconcileResult run(ConnectorReconciliation pass) {
    var connector = pass.resource();
    ReconcileAbort.at(Suspension.of(connector.getSpec()));
    var server = references.server(connector.getSpec().serverRef().name());
    ReconcileAbort.at(Suspension.of(server));
    abortUnlessAllowed(pass, server);

    var address = buckets.address(connector);
    describe(pass, server, address);
    var verdict =
        preflight.check(
            pass, address, buckets.authority(connector), () -> addresses.holds(pass, address));
    if (connector.getSpec().managementPolicy() == ManagementPolicy.Observe) {
      return binding.observed(pass, server, address, verdict);
    }
    if (verdict.mayPublish()) {
      addresses.publish(pass, address);
      binding.offer(pass, server, address);
    }
    return binding.result(pass, server, address, verdict);
  }

  private void abortUnlessAllowed(ConnectorReconciliation pass, WandbServer server) {
    var use = DeclaredBucket.use(pass.resource().getSpec());
    ReconcileAbort.atViolation(
        references.tenancy(server).check(references.bucket(pass, use), "spec.bucket"));
    ReconcileAbort.at(overlaps.conflict(pass.resource()));
  }

  private void describe(ConnectorReconciliation pass, WandbServer server, BucketAddress address) {
    var teams =
        dependents.with(pass.resource()).stream()
            .filter(team -> team.getMetadata().getDeletionTimestamp() == null)
            .map(team -> team.getMetadata().getName())
            .toList();
    pass.draft().serverName = server.getMetadata().getName();
    pass.draft().address = address.redacted();
    pass.draft().usedBy = new UsedBy(teams.size(), teams.stream().limit(NAMED_TEAMS).toList());
  }

  @Override
  public DeleteControl cleanup(StorageConnector connector, Context<StorageConnector> context) {
    return runner.cleanup(
        connector,
        context,
        StorageConnectorStatus.class,
        ConnectorReconciliation::new,
        pass -> runner.cleanup(pass, cleanup::run));
  }
}
