package com.wandb.iam.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes cluster without nodes: etcd, kube-apiserver with RBAC, and the controllers that
 * collect garbage and end namespaces. One for each JVM; a namespace for each test.
 */
public final class KubernetesTestServer implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 3;
  private static final String CONTROLLERS =
      "garbage-collector-controller,namespace-controller,serviceaccount-controller";

  private static @Nullable KubernetesTestServer shared;

  private final Path directory;
  private final Map<String, Path> binaries;
  private final Certificates certificates;
  private final int etcdPort = freePort();
  private final int etcdPeerPort = freePort();
  private final int apiPort = freePort();
  private final AtomicInteger namespaces = new AtomicInteger();
  private final Child etcd;
  private Child apiServer;
  private final Child controllers;
  private final KubernetesClient client;
  private final Path kubeconfig;

  private KubernetesTestServer(Map<String, Path> binaries) {
    this.binaries = binaries;
    try {
      directory = Files.createTempDirectory("wandb-iam-cluster-");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    certificates = Certificates.create(directory);
    kubeconfig = writeKubeconfig();
    etcd = startEtcd();
    apiServer = startProcess();
    client = new KubernetesClientBuilder().withConfig(config()).build();
    try {
      awaitReady();
      controllers = startControllers();
    } catch (RuntimeException failure) {
      apiServer.close();
      etcd.close();
      throw failure;
    }
  }

  /** The one of this JVM, started on first use and ended with the JVM. */
  public static synchronized KubernetesTestServer shared() {
    if (shared == null) {
      shared = start();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** A cluster of one's own; the caller closes it. */
  public static KubernetesTestServer start() {
    var binaries = KubernetesBinaries.provision();
    for (int attempt = 1; ; attempt++) {
      try {
        return new KubernetesTestServer(binaries);
      } catch (IllegalStateException failure) {
        // Between finding a free port and using it somebody else may take it.
        if (attempt == ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  /** A client with all rights. */
  public KubernetesClient client() {
    return client;
  }

  /** How to reach the cluster with all rights. */
  public Config config() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("https://127.0.0.1:" + apiPort)
        .withTrustCerts(true)
        .withClientCertFile(certificates.clientCertificate())
        .withClientKeyFile(certificates.clientKey())
        .withClientKeyAlgo("RSA")
        .withHttp2Disable(true)
        .withNamespace("default")
        .build();
  }

  /** How to reach the cluster as a service account, with no more rights than it has. */
  public Config impersonating(String namespace, String serviceAccount) {
    return new ConfigBuilder(config())
        .withImpersonateUsername("system:serviceaccount:" + namespace + ":" + serviceAccount)
        .withImpersonateGroups(
            "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated")
        .build();
  }

  /** A kubeconfig file with all rights, for kubectl and child processes. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** A program beside the server, such as kubectl. */
  public Path binary(String name) {
    return binaries.get(name);
  }

  /** Makes a namespace that no other test has. */
  public String newNamespace(String prefix) {
    var name = prefix + "-" + namespaces.incrementAndGet();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /** Applies all files of {@code crds/} and waits until the server serves the kinds. */
  public void applyCrds() {
    try (var files = Files.list(Path.of("crds"))) {
      var crds =
          files
              .filter(file -> file.toString().endsWith(".yml"))
              .map(
                  file ->
                      client.apiextensions().v1().customResourceDefinitions().load(file.toFile()))
              .toList();
      crds.forEach(crd -> crd.forceConflicts().serverSideApply());
      crds.forEach(
          crd -> crd.waitUntilCondition(KubernetesTestServer::established, 30, TimeUnit.SECONDS));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean established(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** Kills the API server at once; etcd keeps its data. */
  public void killApiServer() {
    apiServer.close();
  }

  /** Starts the API server again, where it was and with what it had. */
  public void startApiServer() {
    apiServer = startProcess();
    awaitReady();
  }

  private Child startEtcd() {
    var url = "http://127.0.0.1:" + etcdPort;
    var peer = "http://127.0.0.1:" + etcdPeerPort;
    return Child.start(
        "etcd",
        directory,
        List.of(
            binaries.get("etcd").toString(),
            "--data-dir=" + directory.resolve("etcd"),
            "--listen-client-urls=" + url,
            "--advertise-client-urls=" + url,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer,
            "--unsafe-no-fsync",
            "--log-level=warn"));
  }

  private Child startProcess() {
    return Child.start(
        "kube-apiserver",
        directory,
        List.of(
            binaries.get("kube-apiserver").toString(),
            "--etcd-servers=http://127.0.0.1:" + etcdPort,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + apiPort,
            "--cert-dir=" + directory,
            "--tls-cert-file=" + certificates.serverCertificate(),
            "--tls-private-key-file=" + certificates.serverKey(),
            "--client-ca-file=" + certificates.clientCertificate(),
            "--authorization-mode=RBAC",
            "--disable-admission-plugins=ServiceAccount",
            "--service-account-issuer=https://127.0.0.1:" + apiPort,
            "--service-account-key-file=" + certificates.tokenKey(),
            "--service-account-signing-key-file=" + certificates.tokenKey(),
            "--service-cluster-ip-range=10.0.0.0/24",
            "--endpoint-reconciler-type=none",
            "--v=1"));
  }

  private Child startControllers() {
    return Child.start(
        "kube-controller-manager",
        directory,
        List.of(
            binaries.get("kube-controller-manager").toString(),
            "--kubeconfig=" + kubeconfig,
            "--controllers=" + CONTROLLERS,
            "--leader-elect=false",
            "--secure-port=0",
            "--bind-address=127.0.0.1"));
  }

  private void awaitReady() {
    var end = Instant.now().plus(READY_WITHIN);
    while (Instant.now().isBefore(end)) {
      try {
        if ("ok".equals(client.raw("/readyz"))
            && client.namespaces().withName("default").get() != null) {
          return;
        }
      } catch (KubernetesClientException notYet) {
        // It says why in its log, which is shown when the time is over.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new IllegalStateException(
        "the API server was not ready within "
            + READY_WITHIN
            + "\n"
            + etcd.tail()
            + "\n"
            + apiServer.tail());
  }

  private Path writeKubeconfig() {
    var yaml =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: local
          cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}
        users:
        - name: admin
          user: {client-certificate-data: "%s", client-key-data: "%s"}
        contexts:
        - name: local
          context: {cluster: local, user: admin}
        current-context: local
        """
            .formatted(
                apiPort,
                base64(certificates.clientCertificate()),
                base64(certificates.clientKey()));
    var file = directory.resolve("kubeconfig");
    try {
      return Files.writeString(file, yaml);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String base64(String file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    client.close();
    controllers.close();
    apiServer.close();
    etcd.close();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException leftBehind) {
      System.err.println("left behind: " + directory + " (" + leftBehind.getMessage() + ")");
    }
  }
}
