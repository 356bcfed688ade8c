package com.wandb.iam.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A real API server with RBAC on a real etcd. Its controllers delete objects (garbage collector,
 * namespaces), create the default ServiceAccounts and aggregate ClusterRoles. Everything listens on
 * 127.0.0.1, uses a temporary directory and ends with this JVM.
 */
public final class KubernetesTestServer implements AutoCloseable {
  /** For the Go runtime: more memory and 3 % less CPU time for the whole test. */
  private static final Map<String, String> RARE_GARBAGE_COLLECTION = Map.of("GOGC", "400");

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final int PORT_ATTEMPTS = 5;

  private final ControlPlane plane;
  private final Config config;
  private final Path kubeconfig;
  private final KubernetesClient client;
  private final AtomicLong namespaces = new AtomicLong();
  private @Nullable WatchedProcess etcd;
  private @Nullable WatchedProcess apiServer;
  private @Nullable WatchedProcess controllerManager;

  private KubernetesTestServer(ControlPlane plane) throws IOException {
    this.plane = plane;
    this.config = plane.credentials().config(plane.apiUrl());
    this.kubeconfig =
        plane
            .credentials()
            .writeKubeconfig(plane.directory().resolve("kubeconfig.yaml"), plane.apiUrl());
    this.client = clientFor(config);
  }

  /** Resource lock of those who use {@link #quiet}. */
  public static final String QUIET_LOCK = "quiet-cluster";

  /**
   * Returns the server that most tests of this JVM share. The first caller starts it; it ends with
   * the JVM. An operator works on all its namespaces, from whenever the first test needs it. Tests
   * are separated by {@link #newNamespace}. A test that kills the API server starts its own server.
   */
  public static KubernetesTestServer shared() {
    return SharedServer.WITH_OPERATOR.get();
  }

  /**
   * Returns the shared server without an operator, for tests whose resources nobody else may write.
   * One class at a time uses it, by {@link #QUIET_LOCK}; it stops the operators that it starts.
   */
  public static KubernetesTestServer quiet() {
    return SharedServer.QUIET.get();
  }

  /**
   * Starts a separate server.
   *
   * @throws IllegalStateException with the ends of the logs, if a part does not start
   */
  public static KubernetesTestServer start(KubernetesBinaries binaries) {
    return start(binaries, false);
  }

  /** Starts a separate server with an audit log of the requests of ServiceAccounts. */
  public static KubernetesTestServer startAudited(KubernetesBinaries binaries) {
    return start(binaries, true);
  }

  private static KubernetesTestServer start(KubernetesBinaries binaries, boolean audited) {
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnce(binaries, audited);
      } catch (PortTaken e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static KubernetesTestServer startOnce(KubernetesBinaries binaries, boolean audited) {
    try {
      var directory = Files.createTempDirectory("wandb-iam-kubernetes-");
      var ports = LoopbackPorts.free(3);
      var credentials = ClusterCredentials.createIn(directory);
      var plane =
          new ControlPlane(
              binaries, directory, credentials, ports.get(0), ports.get(1), ports.get(2), audited);
      if (audited) {
        Files.writeString(plane.auditPolicy(), ControlPlane.AUDIT_POLICY);
      }
      var server = new KubernetesTestServer(plane);
      try {
        server.startAll();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare a Kubernetes API server", e);
    }
  }

  private void startAll() {
    var store = startProgram("etcd", plane.etcd());
    etcd = store;
    await(store, () -> answers(HttpClient.newBuilder(), plane.etcdUrl() + "/health"));
    startApiServer();
    startControllerManager();
  }

  /**
   * Starts the API server again at the same address with the same data, and waits until it is
   * ready.
   */
  public synchronized void startApiServer() {
    if (apiServer != null && apiServer.isAlive()) {
      return;
    }
    var started = startProgram("kube-apiserver", plane.apiServer());
    apiServer = started;
    await(started, this::isReady);
  }

  /** Kills the API server like kill -9: open watches break and new connections are refused. */
  public synchronized void killApiServer() {
    close(apiServer);
  }

  private synchronized void startControllerManager() {
    plane
        .binaries()
        .controllerManager()
        .ifPresent(
            program ->
                controllerManager =
                    startProgram(
                        "kube-controller-manager", plane.controllerManager(program, kubeconfig)));
  }

  private WatchedProcess startProgram(String name, List<String> command) {
    return WatchedProcess.start(name, plane.directory(), command, RARE_GARBAGE_COLLECTION);
  }

  /** Returns whether owner references and namespace deletion have an effect here. */
  public synchronized boolean collectsGarbage() {
    return controllerManager != null;
  }

  /**
   * Returns a client with the permissions of a cluster administrator. It is closed with the server.
   */
  public KubernetesClient client() {
    return client;
  }

  /** Returns a new copy of the administrator's configuration. */
  public Config config() {
    return new ConfigBuilder(config).build();
  }

  /** Returns a kubeconfig for kubectl and for programs that are started as by a user. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Returns the audit log of a server that was started with one: one JSON event on each line. */
  public Path auditLog() {
    return plane.auditLog();
  }

  /** Returns a client with only the permissions of that account. The caller closes it. */
  public KubernetesClient impersonating(String namespace, String serviceAccount) {
    return clientFor(
        new ConfigBuilder(config)
            .withImpersonateUsername("system:serviceaccount:" + namespace + ":" + serviceAccount)
            .build());
  }

  /** Creates an unused namespace and returns its name. */
  public String newNamespace(String prefix) {
    var name = prefix + "-" + namespaces.incrementAndGet();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /**
   * Applies every file of the project's crds/ and returns when the API server serves their kinds.
   */
  public synchronized void applyCrds() {
    if (new CrdInstallation(client).apply(ProjectFiles.crds()) && controllerManager != null) {
      // Restarts the controller manager, because the garbage collector discovers new kinds only at
      // its start and every 30 s.
      close(controllerManager);
      startControllerManager();
    }
  }

  /** Kills all processes and removes the data. May be called again. */
  @Override
  public synchronized void close() {
    client.close();
    close(controllerManager);
    close(apiServer);
    close(etcd);
    WatchedProcess.removeDirectory(plane.directory());
  }

  private static void close(@Nullable WatchedProcess process) {
    if (process != null) {
      process.close();
    }
  }

  private static KubernetesClient clientFor(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private boolean isReady() {
    try {
      var trusting = HttpClient.newBuilder().sslContext(plane.credentials().trust());
      return answers(trusting, plane.apiUrl() + "/readyz");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean answers(HttpClient.Builder builder, String url) {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try (var http = builder.proxy(HttpClient.Builder.NO_PROXY).build()) {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void await(WatchedProcess process, BooleanSupplier ready) {
    try {
      ProgramStart.await(process, START_LIMIT, ready);
    } catch (IllegalStateException e) {
      boolean lost = !process.isAlive() && process.lostItsPort();
      throw lost ? new PortTaken(String.valueOf(e.getMessage())) : e;
    }
  }

  /** Another process took a port between the search and the bind. */
  private static final class PortTaken extends IllegalStateException {
    PortTaken(String message) {
      super(message);
    }
  }
}
