package com.wandb.iam.bucket;

import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.UsedBy;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.SecretWatches;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.BucketProblem;
import com.wandb.iam.storage.BucketRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at a bucket, says where it is, and has the server know it. */
public final class StorageConnectorReconciler
    implements Reconciler<StorageConnector>, Cleaner<StorageConnector> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final LiveResources live;
  private final References references;
  private final Dependents dependents;
  private final Cleanups cleanups;
  private final Namespaces namespaces;
  private final FileStoreState fileStores;
  private final Preflights preflights;
  private final EventRecorder events;
  private final BucketTimings timing;
  private final InstantSource clock;
  private final Secrets secrets;
  private final SecretWatches secretWatches;

  private static final int NAMED = 50;
  private static final Duration WHILE_TEAMS_GO = Duration.ofSeconds(5);

  private final DeclaredBucket buckets;
  private final BucketOverlaps overlaps;
  private final AddressSecrets addresses;

  public StorageConnectorReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      LiveResources live,
      References references,
      Dependents dependents,
      Cleanups cleanups,
      Namespaces namespaces,
      FileStoreState fileStores,
      Preflights preflights,
      EventRecorder events,
      BucketTimings timing,
      InstantSource clock,
      Secrets secrets,
      SecretWatches secretWatches) {
    this.runner = runner;
    this.resources = resources;
    this.live = live;
    this.references = references;
    this.dependents = dependents;
    this.cleanups = cleanups;
    this.namespaces = namespaces;
    this.fileStores = fileStores;
    this.preflights = preflights;
    this.events = events;
    this.timing = timing;
    this.clock = clock;
    this.secrets = secrets;
    this.secretWatches = secretWatches;
    this.buckets = new DeclaredBucket(secrets);
    this.overlaps = new BucketOverlaps(resources);
    this.addresses = new AddressSecrets(secrets);
  }

  @Override
  public List<EventSource<?, StorageConnector>> prepareEventSources(
      EventSourceContext<StorageConnector> context) {
    return List.of(
        resources.register(StorageConnector.class, context),
        secretWatches.of(
            context,
            StorageConnector.class,
            "bucket-credentials",
            Secrets.SOURCE_LABEL + "=true",
            this::users),
        secretWatches.of(
            context,
            StorageConnector.class,
            "bucket-addresses",
            OwnedSecret.MANAGED_BY + "=" + OwnedSecret.OPERATOR,
            AddressSecrets::ownerOf));
  }

  private Set<ResourceID> users(Secret secret) {
    var metadata = secret.getMetadata();
    return resources
        .list(
            StorageConnector.class,
            connector ->
                metadata.getNamespace().equals(connector.getMetadata().getNamespace())
                    && DeclaredBucket.names(connector, metadata.getName()))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
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
    var spec = connector.getSpec();
    ReconcileAbort.at(Suspension.of(spec));
    var server = references.server(spec.serverRef().name());
    ReconcileAbort.at(Suspension.of(server));
    ReconcileAbort.atViolation(
        references
            .tenancy(server)
            .check(references.bucket(pass, DeclaredBucket.use(spec)), "spec.bucket"));
    ReconcileAbort.at(overlaps.conflict(connector));
    var address = new BucketAddress(DeclaredBucket.location(spec), buckets.credentials(connector));
    ReconcileAbort.at(invalid(BucketRules.check(address.location(), address.credentials())));

    pass.draft().serverName = server.getMetadata().getName();
    pass.draft().address = address.redacted();
    pass.draft().usedBy = usedBy(connector);
    var verdict =
        new PreflightVerdicts(preflights, resources, events, timing, clock, pass)
            .of(address, buckets.authority(connector), () -> addresses.holds(pass, address));
    var binding =
        new ConnectorBinding(
            fileStores, live, secrets, clock, references, dependents, pass, server);
    if (spec.managementPolicy() == ManagementPolicy.Observe) {
      return binding.foreseen(address, verdict);
    }
    if (verdict.mayPublish()) {
      addresses.publish(pass, address);
      binding.offer(address);
    }
    return binding.conclusion(address, verdict);
  }

  private static Optional<ReconcileResult> invalid(List<BucketProblem> problems) {
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.rejected(
                Reason.Invalid,
                problems.stream()
                    .map(problem -> "spec." + problem.field() + ": " + problem.message())
                    .collect(Collectors.joining("; "))));
  }

  private UsedBy usedBy(StorageConnector connector) {
    var teams =
        dependents.with(connector).stream()
            .filter(team -> team.getMetadata().getDeletionTimestamp() == null)
            .map(team -> team.getMetadata().getName())
            .toList();
    return new UsedBy(teams.size(), teams.stream().limit(NAMED).toList());
  }

  @Override
  public DeleteControl cleanup(StorageConnector connector, Context<StorageConnector> context) {
    return runner.cleanup(
        connector,
        context,
        StorageConnectorStatus.class,
        ConnectorReconciliation::new,
        pass -> runner.cleanup(pass, this::leave));
  }

  private Optional<ReconcileResult> leave(ConnectorReconciliation pass) {
    var cleanup = cleanups.of(pass);
    // Not from status: a pass that was stopped has offered the bucket before status says anything.
    var server = pass.resource().getSpec().serverRef().name();
    boolean stays =
        cleanup.shouldOrphan(
            Cleanup.policy(pass.resource().getSpec().deletionPolicy(), pass.draft().adopted));
    if (!stays) {
      var users = users(pass);
      if (areGoing(users) && !namespaces.terminating(pass.namespace())) {
        return Optional.of(ReconcileResult.waiting(Reason.InUse, inUse(users), WHILE_TEAMS_GO));
      }
      if (!users.isEmpty()) {
        var held = cleanup.refuse(Reason.InUse, inUse(users));
        if (held.isPresent()) {
          return held;
        }
        stays = true;
      }
    }
    new FileStoreCleanup(fileStores, events, pass).leave(server, stays);
    dependents.enqueueServer(server);
    addresses.leave(pass, stays);
    overlaps.release(pass.resource()).forEach(this::enqueue);
    return Optional.empty();
  }

  /** What a watch has not told yet counts, too: an address that is gone cuts a team off. */
  private List<Team> users(ConnectorReconciliation pass) {
    var watched =
        dependents.with(pass.resource()).stream().filter(StorageConnectorReconciler::uses).toList();
    return watched.isEmpty()
        ? live.all(Team.class, pass.namespace())
            .filter(team -> Dependents.isWith(team, pass.resource()))
            .filter(StorageConnectorReconciler::uses)
            .toList()
        : watched;
  }

  /** A Team that waits for the next connector of this name must not keep this one from going. */
  private static boolean uses(Team team) {
    return !Names.isWaiting(team);
  }

  /** Nobody tells when the last trace of a resource is gone. */
  private static boolean areGoing(List<Team> users) {
    return !users.isEmpty()
        && users.stream().allMatch(team -> team.getMetadata().getDeletionTimestamp() != null);
  }

  private void enqueue(HasMetadata other) {
    resources.enqueue(
        StorageConnector.class, other.getMetadata().getNamespace(), other.getMetadata().getName());
  }

  private static String inUse(List<? extends HasMetadata> users) {
    return users.stream()
            .limit(NAMED)
            .map(team -> team.getMetadata().getName())
            .collect(Collectors.joining(", ", "the data of these Teams is in the bucket: ", ""))
        + ". A team's bucket can never be changed: delete the Teams first, or set"
        + " spec.deletionPolicy to Orphan to leave the bucket in the server's environment";
  }
}
