package com.wandb.iam.chart;

import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.cluster.LeftOvers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Separate cluster for tests that install the chart, because they add and change CRDs, which other
 * tests must not see. It logs the requests of ServiceAccounts.
 */
public final class ChartCluster {
  /** The cluster has room for one release, so only one class at a time uses it. */
  public static final String LOCK = "chart-cluster";

  /** Name of the release and of the operator. */
  public static final String RELEASE = "wandb-iam-operator";

  /** Namespace of the release. It admits only pods of the restricted policy. */
  public static final String NAMESPACE = "wandb-iam-system";

  private static @Nullable ChartCluster shared;

  private final KubernetesTestServer server;
  private final Helm helm;

  private ChartCluster(Path home) {
    helm = Helm.offline(home);
    server = KubernetesTestServer.startAudited(KubernetesBinaries.provide());
    server
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  /** Returns the cluster of this JVM. A test that installs a chart uninstalls it. */
  public static synchronized ChartCluster shared() {
    if (shared == null) {
      try {
        var cluster = new ChartCluster(Files.createTempDirectory("wandb-iam-helm-"));
        Runtime.getRuntime().addShutdownHook(new Thread(cluster.server::close, "stop-cluster"));
        shared = cluster;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  public KubernetesTestServer server() {
    return server;
  }

  /** Returns the client configuration that a pod of this ServiceAccount has. */
  public Config configOf(String account) {
    var administrator = server.client().getConfiguration();
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(administrator.getMasterUrl())
        .withCaCertData(administrator.getCaCertData())
        .withOauthToken(
            server
                .client()
                .serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(account)
                .tokenRequest()
                .getStatus()
                .getToken())
        .build();
  }

  /** Installs the release. */
  public Helm.Run install(Path chart, String values, String... more) {
    return release("install", chart, values, more);
  }

  /**
   * Installs the chart of the checkout, even if another client applied the CRDs before, and returns
   * when its kinds are served.
   */
  public void installToUse(String values) {
    install(Helm.CHART, values, "--take-ownership", "--force-conflicts").succeeded();
    // Changes nothing: waits until the kinds are served.
    server.applyCrds();
  }

  /** Uninstalls the release, and removes all resources that no operator manages any more. */
  public void cleanUp() {
    uninstall();
    LeftOvers.remove(server.client());
  }

  /** Upgrades the release to another chart or other values. */
  public Helm.Run upgrade(Path chart, String values, String... more) {
    return release("upgrade", chart, values, more);
  }

  private Helm.Run release(String command, Path chart, String values, String... more) {
    return run(
        values,
        Stream.concat(
            Stream.of(command, RELEASE, chart.toString(), "--values=-"), Stream.of(more)));
  }

  /** Returns the objects of the release as installed. */
  public List<HasMetadata> manifest() {
    return Helm.documents(run("", Stream.of("get", "manifest", RELEASE)).succeeded());
  }

  /** Uninstalls the release, if it exists. */
  public void uninstall() {
    run("", Stream.of("uninstall", RELEASE, "--ignore-not-found")).succeeded();
  }

  private Helm.Run run(String input, Stream<String> arguments) {
    return helm.at(server.kubeconfig())
        .run(
            input,
            Stream.concat(arguments, Stream.of("--namespace=" + NAMESPACE)).toArray(String[]::new));
  }
}
