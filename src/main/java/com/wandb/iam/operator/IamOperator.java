package com.wandb.iam.operator;

import com.wandb.iam.bucket.Preflights;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.SigningKey;
import com.wandb.iam.kube.WeightsAndBiases;
import com.wandb.iam.kube.WeightsAndBiasesWatch;
import com.wandb.iam.kube.Workloads;
import com.wandb.iam.reconcile.Backoff;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.ResourceLocks;
import com.wandb.iam.reconcile.ResultReporter;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.ResourceReader;
import com.wandb.iam.resources.SecretWatches;
import com.wandb.iam.resources.StartClaims;
import com.wandb.iam.server.ServerDeployments;
import com.wandb.iam.server.sync.Servers;
import com.wandb.iam.server.sync.SyncListener;
import com.wandb.iam.storage.check.BucketPreflight;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalCounts;
import com.wandb.iam.team.removal.RemovalLimiters;
import com.wandb.iam.wandb.Correlation;
import com.wandb.iam.wandb.WandbConnector;
import com.wandb.iam.wandb.snapshot.SnapshotDiff;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.health.EventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controllers of all kinds, connected and ready to start once. */
public final class IamOperator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IamOperator.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final Operator operator;
  private final CachedResources resources = new CachedResources();
  private final LiveResources now;
  private final Claims claims = new Claims(this::exists, this::enqueue);
  private final CountDownLatch started = new CountDownLatch(1);
  private final Servers servers;
  private final Namespaces namespaces;
  private final SecretWatches secretWatches;
  private final WeightsAndBiasesWatch deployments;
  private final ThreadPoolExecutor workers;
  private final StatsReader figures;
  private final Preflights preflights;
  private final boolean electsLeader;
  private volatile boolean watching;

  /**
   * Creates all parts. Starts only the watch on namespaces.
   *
   * @param observer receives the operator's actions, on the threads that execute them
   * @param client built with {@link com.wandb.iam.kube.LenientSerialization}; the caller closes it
   */
  public IamOperator(
      KubernetesClient client,
      WandbConnector connector,
      OperatorSettings settings,
      InstantSource clock,
      LeaderElection leaderElection,
      WorkObserver observer) {
    electsLeader = settings.leaderElection();
    now = new LiveResources(client, settings.watched(), Controllers.PAGE);
    var dependents = new Dependents(resources, now);
    var limiters = new RemovalLimiters(resources, now, new RemovalCounts(client), clock, observer);
    servers = new Servers(connector, limiters::gate, clock, listener(dependents), resources);
    namespaces = new Namespaces(client, settings.watched(), this::enqueueNamespace);
    secretWatches = new SecretWatches(namespaces, settings.operatorNamespace());
    deployments = new WeightsAndBiasesWatch(client, this::enqueueServers);
    workers = Controllers.workers(settings.workers());
    figures = new StatsReader(resources, servers, workers, () -> started.getCount() == 0);
    var events = new EventRecorder(client, clock, settings.instance(), Correlation::current);
    var backoff =
        new Backoff(settings.firstRetry(), settings.longestRetry(), RandomGenerator.getDefault());
    preflights = new Preflights(new BucketPreflight(), clock);
    var contests = new Contests(clock);
    var plannedChanges = new PlannedChanges();
    var writes = new LastWrites(clock);
    var reconcilers =
        new ReconcilerFactory(
            new ReconcilerParts(
                settings,
                clock,
                observer,
                events,
                namespaces,
                new Secrets(client, namespaces::terminating),
                new Workloads(client),
                new IdAnnotation(
                    client, SigningKey.loadOrCreate(client, settings.operatorNamespace())),
                resources,
                now,
                writes,
                claims,
                dependents,
                servers,
                limiters,
                plannedChanges,
                contests,
                preflights,
                secretWatches,
                deployments,
                new ReconcileRunner(
                    new ResourceLocks(),
                    writes,
                    started,
                    new ResultReporter(events, backoff, clock),
                    events,
                    List.of(backoff, contests, plannedChanges, limiters, preflights),
                    namespaces,
                    servers::requestSync,
                    observer),
                Namespaces.clusterId(client)));
    operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withExecutorService(workers)
                  .withReconciliationTerminationTimeout(STOP_WITHIN)
                  .withPreviousAnnotationForDependentResources(false)
                  // Finalizers by JSON patch: server-side apply refuses objects with a wrong type.
                  .withUseSSAToPatchPrimaryResource(false)
                  .withParseResourceVersions(true);
              if (settings.leaderElection()) {
                overrider.withLeaderElectionConfiguration(
                    leaderElection.configuration(this::begin));
              }
            });
    var controllers = new Controllers(operator, settings.watched());
    controllers.register(WandbServer.class, reconcilers.server());
    controllers.register(Team.class, reconcilers.team());
    controllers.register(TeamMembership.class, reconcilers.membership());
    controllers.register(WandbServiceAccount.class, reconcilers.serviceAccount());
    controllers.register(CustomRole.class, reconcilers.role());
    controllers.register(StorageConnector.class, reconcilers.storageConnector());
  }

  /** Starts the controllers and returns when their caches are filled. Only a leader reconciles. */
  public void start() {
    operator.start();
    watching = true;
    LOG.info("Watching {}", namespaces.watched());
    if (!electsLeader) {
      begin();
    }
  }

  /** Lets the waiting reconcilers run. Called when this replica leads and its caches are filled. */
  private void begin() {
    StartClaims.acquire(resources, claims);
    started.countDown();
  }

  /** Returns the current statistics. */
  public OperatorStats figures() {
    return figures.read();
  }

  /** Returns whether the caches were filled once. */
  public boolean isStarted() {
    return operator.getRuntimeInfo().isStarted();
  }

  /** Returns whether every watch is running or reconnecting. */
  public boolean isWatching() {
    return operator.getRuntimeInfo().unhealthyEventSources().values().stream()
        .flatMap(sources -> sources.values().stream())
        .flatMap(IamOperator::informers)
        .allMatch(InformerHealthIndicator::isRunning);
  }

  private static Stream<InformerHealthIndicator> informers(EventSourceHealthIndicator source) {
    return source instanceof InformerWrappingEventSourceHealthIndicator<?> wrapping
        ? wrapping.informerHealthIndicators().values().stream()
        : Stream.empty();
  }

  /** Returns whether every watch is connected. */
  public boolean isConnected() {
    return operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  private void enqueue(Claimant waiting) {
    resources.enqueue(waiting.kind(), waiting.namespace(), waiting.name());
  }

  private boolean exists(Claimant claimant) {
    return isThere(claimant, resources) || isThere(claimant, now);
  }

  private static boolean isThere(Claimant claimant, ResourceReader reader) {
    return reader
        .get(claimant.kind(), claimant.namespace(), claimant.name())
        .filter(resource -> claimant.uid().equals(resource.getMetadata().getUid()))
        .isPresent();
  }

  private SyncListener listener(Dependents dependents) {
    return new SyncListener() {
      @Override
      public void changed(String server) {
        resources.enqueue(WandbServer.class, null, server);
      }

      @Override
      public void differs(String server, SnapshotDiff diff) {
        dependents.enqueue(server, diff);
      }

      @Override
      public void grew(String server, SnapshotDiff own) {
        dependents.enqueueCounts(server, own);
      }
    };
  }

  private void enqueueServers(WeightsAndBiases.Place place) {
    resources.enqueue(
        WandbServer.class,
        server -> ServerDeployments.of(server).filter(place::equals).isPresent());
  }

  private void enqueueNamespace(String namespace) {
    if (watching && namespaces.terminating(namespace)) {
      secretWatches.leave(namespace);
    }
    resources.enqueue(Team.class, in(namespace));
    resources.enqueue(TeamMembership.class, in(namespace));
    resources.enqueue(StorageConnector.class, in(namespace));
    resources.enqueue(
        WandbServiceAccount.class,
        account ->
            namespace.equals(account.getMetadata().getNamespace())
                || account.getSpec().secret().deliverTo().contains(namespace));
  }

  private static <R extends HasMetadata> Predicate<R> in(String namespace) {
    return resource -> namespace.equals(resource.getMetadata().getNamespace());
  }

  /** Requests a sync of a server now; returns immediately. */
  public void readNow(String server) {
    servers.requestSync(server);
  }

  @Override
  public void close() {
    operator.stop();
    servers.close();
    namespaces.close();
    deployments.close();
    preflights.close();
    workers.shutdownNow();
  }
}
