package com.wandb.iam.image;

import com.wandb.iam.Main;
import com.wandb.iam.chart.ChartCluster;
import com.wandb.iam.chart.Helm;
import com.wandb.iam.cluster.LeftOvers;
import com.wandb.iam.cluster.LoopbackPorts;
import com.wandb.iam.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pod of the chart's Deployment, for a cluster with an API server and no node. Gives the
 * container the ServiceAccount's token and permissions, as a kubelet does.
 */
final class ChartPod implements AutoCloseable {
  private static final String NAME = "wandb-iam-operator-0";
  private static final Path ACCOUNT = Path.of("var/run/secrets/kubernetes.io/serviceaccount");

  /** Sets the memory limit of the chart, which the JVM reads. All other values are defaults. */
  private static final String VALUES =
      """
      metrics: {port: %d}
      extraEnv:
        - {name: JAVA_TOOL_OPTIONS, value: "-XX:MaxRAM=384m -XX:+UseSerialGC"}
      """;

  private static final String DECLARED =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: WandbServer
      metadata: {name: default}
      spec:
        url: $URL
        credentials: {secretRef: {name: wandb-admin}}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision, namespace: $NAMESPACE}
      spec: {}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer, namespace: $NAMESPACE}
      spec: {teamRef: {name: vision}}
      """;

  private final ChartCluster cluster;
  private final KubernetesClient client;
  private final PodSpec spec;
  private final String namespace;

  private ChartPod(ChartCluster cluster) {
    this.cluster = cluster;
    client = Main.client(cluster.server().config());
    spec =
        client
            .apps()
            .deployments()
            .inNamespace(ChartCluster.NAMESPACE)
            .withName(ChartCluster.RELEASE)
            .require()
            .getSpec()
            .getTemplate()
            .getSpec();
    namespace = cluster.server().newNamespace("image");
  }

  /** Installs the chart of the checkout. */
  static ChartPod install() {
    var cluster = ChartCluster.shared();
    cluster.cleanUp();
    cluster.install(Helm.CHART, VALUES.formatted(LoopbackPorts.free(1).getFirst())).succeeded();
    return new ChartPod(cluster);
  }

  private Container container() {
    return spec.getContainers().getFirst();
  }

  String name() {
    return NAME;
  }

  String image() {
    return container().getImage();
  }

  /** Returns the limit in bytes. */
  long memoryLimit() {
    return container().getResources().getLimits().get("memory").getNumericalAmount().longValue();
  }

  /**
   * Returns the arguments of the chart, except for the one fixed port.
   *
   * @param healthPort a free port of this machine, because the container shares its network
   */
  List<String> arguments(int healthPort) {
    return container().getArgs().stream()
        .map(argument -> argument.replace("--health-port=8081", "--health-port=" + healthPort))
        .toList();
  }

  /** Returns the environment of the chart, and the API server's address, which every pod has. */
  Map<String, String> environment() {
    var server = URI.create(cluster.server().config().getMasterUrl());
    var environment = new HashMap<String, String>();
    environment.put("KUBERNETES_SERVICE_HOST", server.getHost());
    environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(server.getPort()));
    container().getEnv().forEach(one -> environment.put(one.getName(), value(one)));
    return environment;
  }

  private static String value(EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return variable.getValue();
    }
    var field = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (field) {
      case "metadata.name" -> NAME;
      case "metadata.namespace" -> ChartCluster.NAMESPACE;
      default -> throw new IllegalStateException("no such field: " + field);
    };
  }

  /** Writes the account's token and its files to the paths where a kubelet mounts them. */
  void mountServiceAccount(Path root) throws IOException {
    if (Files.isSymbolicLink(root.resolve("var/run"))) {
      throw new IllegalStateException("/var/run leads out of the root file system");
    }
    var folder = Files.createDirectories(root.resolve(ACCOUNT));
    var token =
        client
            .serviceAccounts()
            .inNamespace(ChartCluster.NAMESPACE)
            .withName(spec.getServiceAccountName())
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(3600L)
                    .endSpec()
                    .build());
    Files.writeString(folder.resolve("token"), token.getStatus().getToken());
    Files.writeString(folder.resolve("namespace"), ChartCluster.NAMESPACE);
    Files.write(
        folder.resolve("ca.crt"),
        Base64.getDecoder().decode(cluster.server().config().getCaCertData()));
  }

  /** Declares a server, a team and a service account in it. */
  void declare(Sandbox sandbox) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("wandb-admin")
                .withNamespace(ChartCluster.NAMESPACE)
                .endMetadata()
                .addToStringData("apiKey", sandbox.adminKey())
                .build())
        .create();
    var manifests =
        DECLARED.replace("$URL", sandbox.url().toString()).replace("$NAMESPACE", namespace);
    client
        .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(resource -> client.resource(resource).create());
  }

  /** Returns the decoded key of an account's Secret. */
  Optional<String> keyOf(String account) {
    return Optional.ofNullable(
            client.secrets().inNamespace(namespace).withName(account + "-wandb").get())
        .map(Secret::getData)
        .flatMap(data -> Optional.ofNullable(data.get("WANDB_API_KEY")))
        .map(key -> new String(Base64.getDecoder().decode(key), StandardCharsets.UTF_8));
  }

  /** Returns the holder of the lease. */
  Optional<String> leader() {
    return Optional.ofNullable(
            client
                .leases()
                .inNamespace(ChartCluster.NAMESPACE)
                .withName(ChartCluster.RELEASE)
                .get())
        .map(lease -> lease.getSpec().getHolderIdentity())
        .filter(holder -> !holder.isEmpty());
  }

  @Override
  public void close() {
    LeftOvers.remove(client);
    client.secrets().inNamespace(ChartCluster.NAMESPACE).withName("wandb-admin").delete();
    cluster.uninstall();
    client.close();
  }
}
