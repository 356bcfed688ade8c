package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.access.plan.StepKind;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.kube.FakeEvents;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A runner of reconciliations, and the Team ml/vision on an API server in memory. */
final class RunnerWorld implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final String FINALIZER = "iam.wandb.com/finalizer";

  /** Of a resource with a field of another type, and a place for more annotations. */
  static final String MISREAD = ", annotations: {iam.wandb.com/misread-fields: spec.quota%s}";

  final LastWrites writes = new LastWrites(() -> NOON);
  final FakeEvents events = new FakeEvents();
  final List<String> forgotten = new ArrayList<>();
  final List<String> outcomes = new ArrayList<>();
  private final KubernetesClient client;
  private final Namespaces namespaces;

  /**
   * Creates the namespace {@code ml}, and waits until the watch reports it. A watch that is closed
   * while it is being opened can keep the mock server from closing for ten seconds.
   */
  RunnerWorld(KubernetesClient client) {
    this.client = client;
    var watched = new CountDownLatch(1);
    namespaces = new Namespaces(client, WatchedNamespaces.ALL, name -> watched.countDown());
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("ml").endMetadata().build())
        .create();
    try {
      watched.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("interrupted before the first event", interrupted);
    }
  }

  /** Returns a runner after the start. */
  ReconcileRunner runner() {
    return runner(new CountDownLatch(0));
  }

  ReconcileRunner runner(CountDownLatch started) {
    var recorder = events.recorder(() -> NOON);
    // The random source returns 0, so each delay is half of the doubled one.
    var backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(60), () -> 0L);
    return new ReconcileRunner(
        new ResourceLocks(),
        writes,
        started,
        new ResultReporter(recorder, backoff, () -> NOON),
        recorder,
        List.of(resource -> forgotten.add(resource.getMetadata().getName())),
        namespaces,
        server -> {},
        observer());
  }

  private WorkObserver observer() {
    return new WorkObserver() {
      @Override
      public void passed(String kind, ReconcileOutcome outcome, Duration took) {
        assertThat(took).isBetween(Duration.ZERO, Duration.ofMinutes(5));
        outcomes.add(kind + " " + outcome);
      }

      @Override
      public void stepDone(String server, StepKind kind) {}

      @Override
      public void planApplied(String server) {}

      @Override
      public void planHeld(String server) {}

      @Override
      public void driftCorrected(String server) {}
    };
  }

  @SuppressWarnings("unchecked")
  Context<Team> context() {
    var configuration =
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {ControllerConfiguration.class},
            (proxy, method, arguments) -> FINALIZER);
    return (Context<Team>)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                method.getName().equals("getClient") ? client : configuration);
  }

  Team stored(String metadata) {
    var team =
        TeamPass.team(
            "name: vision, namespace: ml, uid: u1, generation: 3, finalizers: [other, %s]%s"
                .formatted(FINALIZER, metadata),
            "");
    client.resource(team).create();
    return client.resources(Team.class).inNamespace("ml").withName("vision").get();
  }

  TeamPass pass(String metadata) {
    return TeamPass.of(stored(metadata), writes, context());
  }

  List<String> finalizers() {
    return client
        .resources(Team.class)
        .inNamespace("ml")
        .withName("vision")
        .get()
        .getMetadata()
        .getFinalizers();
  }

  void deleteNamespace() {
    client.namespaces().withName("ml").delete();
    await().dontCatchUncaughtExceptions().until(() -> namespaces.terminating("ml"));
  }

  static Function<TeamPass, ReconcileResult> ending(Object end) {
    return pass -> {
      if (end instanceof RuntimeException thrown) {
        throw thrown;
      }
      return (ReconcileResult) end;
    };
  }

  @Override
  public void close() {
    namespaces.close();
  }
}
