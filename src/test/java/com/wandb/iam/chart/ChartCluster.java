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
 * A cluster of its own for tests that install the chart: definitions come and change there, which
 * must not happen to anybody else's. It logs what ServiceAccounts ask of it.
 */
public final class ChartCluster {
  /** There is room for one release, so one class at a time is there. */
  public static final String LOCK = "chart-cluster";

  /** The release, whose name is the operator's too. */
  public static final String RELEASE = "wandb-iam-operator";

  /** The release's namespace; only pods of the strictest sort are let in. */
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

  /** The one of this JVM; who installs a chart there takes it away again. */
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

  /** The configuration that a pod of a ServiceAccount of the release's namespace has. */
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
   * Installs the checkout's chart, whoever else applied definitions here before, and returns when
   * its kinds are served.
   */
  public void installToUse(String values) {
    install(Helm.CHART, values, "--take-ownership", "--force-conflicts").succeeded();
    // Nothing new: waits until the kinds are served.
    server.applyCrds();
  }

  /** Takes the release away, and all resources that no operator sees to any more. */
  public void cleanUp() {
    uninstall();
    LeftOvers.remove(server.client());
  }

  /** Brings the release to another chart or other values. */
  public Helm.Run upgrade(Path chart, String values, String... more) {
    return release("upgrade", chart, values, more);
  }

  private Helm.Run release(String command, Path chart, String values, String... more) {
    return run(
        values,
        Stream.concat(
            Stream.of(command, RELEASE, chart.toString(), "--values=-"), Stream.of(more)));
  }

  /** What the release consists of, as it was installed. */
  public List<HasMetadata> manifest() {
    return Helm.documents(run("", Stream.of("get", "manifest", RELEASE)).succeeded());
  }

  /** Takes the release away, where there is one. */
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
