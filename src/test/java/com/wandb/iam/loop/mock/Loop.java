package com.wandb.iam.loop.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.wandb.iam.Main;
import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.operator.LeaderElection;
import com.wandb.iam.operator.OperatorSettings;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.WandbApi;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.MockWebServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The whole operator on an API server in memory, shared by all cases of a test class. */
final class Loop implements BeforeAllCallback, AfterAllCallback {
  static final String OPERATOR_NAMESPACE = "wandb-iam-system";

  /** A reference, because a logger without references loses its level. It logs each request. */
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  /** In the time of the clock that cases move. */
  private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(10);

  private static final AtomicInteger CASES = new AtomicInteger();

  private final MovableClock clock = new MovableClock();
  private FakeKubernetes kubernetes = new FakeKubernetes(clock, kinds());
  private AutoCloseable server = () -> {};
  private @Nullable QuietStore store;
  private final Map<String, FakeWandb> servers = new ConcurrentHashMap<>();
  private final WatchedNamespaces watched;

  /** Unused namespaces of a fixed list. */
  private final Deque<String> free = new ArrayDeque<>();

  /** Mutation tests need only one red case. */
  private boolean failed;

  private AutoCloseable client = () -> {};
  private AutoCloseable operator = () -> {};

  Loop() {
    this(WatchedNamespaces.ALL);
  }

  /**
   * @param watched the namespaces to work in
   */
  Loop(WatchedNamespaces watched) {
    this.watched = watched;
  }

  private static Map<String, String> kinds() {
    return IamKinds.ALL.stream()
        .collect(
            Collectors.toMap(
                HasMetadata::getKind,
                kind ->
                    (Namespaced.class.isAssignableFrom(kind) ? "" : "/")
                        + HasMetadata.getPlural(kind)));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // All of it anew, because mutation tests run a class several times in one JVM.
    REQUESTS.setLevel(Level.WARNING);
    failed = false;
    kubernetes = new FakeKubernetes(clock, kinds());
    store = new QuietStore();
    free.clear();
    free.addAll(new TreeSet<>(watched.names()));
    List.of("kube-system", "default", OPERATOR_NAMESPACE).forEach(this::namespace);
    watched.names().forEach(this::namespace);
    var listening = new MockWebServer();
    server = listening;
    listening.setDispatcher(kubernetes);
    listening.start();
    var connected =
        Main.client(new ConfigBuilder().withMasterUrl(listening.url("/").toString()).build());
    client = connected;
    operator = start(connected);
  }

  void namespace(String name) {
    if (kubernetes.find(Manifests.collection("Namespace"), "", name).isEmpty()) {
      kubernetes.request(
          "POST",
          Manifests.collection("Namespace"),
          Manifests.of("Namespace", "", name, Manifests.read("{}")));
    }
  }

  private IamOperator start(KubernetesClient connected) {
    var settings =
        new OperatorSettings(
            OPERATOR_NAMESPACE,
            "test",
            false,
            true,
            16,
            Duration.ofMillis(20),
            Duration.ofMillis(500),
            new BucketTimings(
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofMillis(50),
                HEALTHY_WITHIN),
            watched);
    var started =
        new IamOperator(
            connected,
            this::open,
            settings,
            clock,
            new LeaderElection(OPERATOR_NAMESPACE, "test", clock),
            WorkObserver.NONE);
    started.start();
    return started;
  }

  /** Opens a fake that outlives its connections, with its configured errors. */
  private WandbApi open(String name, ConnectionSettings connection) {
    if (connection.authority().filter("senseless"::equals).isPresent()) {
      throw new IllegalArgumentException("spec.tls.caBundleRef: these are no certificates");
    }
    var fake = servers.get(name);
    return (WandbApi)
        Proxy.newProxyInstance(
            Loop.class.getClassLoader(),
            new Class<?>[] {WandbApi.class},
            (proxy, method, arguments) -> {
              try {
                return method.getName().equals("close") ? null : method.invoke(fake, arguments);
              } catch (InvocationTargetException error) {
                throw error.getCause();
              }
            });
  }

  FakeKubernetes kubernetes() {
    return kubernetes;
  }

  /** Connects two WandbServers to one server. */
  void share(String server, String other) {
    servers.put(other, servers.get(server));
  }

  /** Returns the endpoint of the store. */
  String store() {
    return Objects.requireNonNull(store, "started").endpoint();
  }

  MovableClock clock() {
    return clock;
  }

  /** Runs one case in its own namespaces and on its own server. */
  void run(@Nullable String given, @Nullable String when, String then) {
    assumeFalse(failed && Boolean.getBoolean("wandb.iam.loop.stop-at-first"));
    boolean green = false;
    int number = CASES.incrementAndGet();
    var fake = new FakeWandb();
    servers.put("server-" + number, fake);
    var namespace = watched.areAll() ? "case-" + number : free.removeFirst();
    try (var tried = new Case(this, namespace, "server-" + number, fake)) {
      tried.given(given == null ? "" : given);
      tried.when(when == null ? "" : when);
      tried.then(then);
      green = true;
    } finally {
      failed |= !green;
    }
  }

  /** Stops the operator, and checks that it made no write without a change. */
  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    var needless = kubernetes.needlessWrites();
    operator.close();
    Objects.requireNonNull(store, "started").close();
    client.close();
    server.close();
    assertThat(needless).isEmpty();
  }
}
