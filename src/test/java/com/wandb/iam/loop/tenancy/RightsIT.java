package com.wandb.iam.loop.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.Main;
import com.wandb.iam.chart.AskedRequest;
import com.wandb.iam.chart.ChartCluster;
import com.wandb.iam.chart.Helm;
import com.wandb.iam.chart.Right;
import com.wandb.iam.chart.RightsInUse;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.cluster.LoopbackPorts;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.loop.crash.OperatorProcess;
import com.wandb.iam.loop.world.FullLifecycle;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The operator with the permissions of the chart, and its requests in the API server's audit log.
 * It must have all permissions that it needs, and no others.
 */
@ResourceLock(ChartCluster.LOCK)
class RightsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POD = "operator-0";
  private static final String LEASE = "wandb-iam-operator";

  /** Requests that Kubernetes allows to all users. */
  private static final Predicate<AskedRequest> EVERYBODY_S =
      one -> one.resource().equals("selfsubjectrulesreviews") && one.verb().equals("create");

  /** Permissions that normal operation does not use, and the reason for each. */
  private static final Map<String, Predicate<Right>> RARE =
      Map.of(
          "a patch of a finalizer that met another write is made again on the resource as it is"
              + " then",
          right -> right.group().equals("iam.wandb.com") && right.verb().equals("get"),
          "the framework takes part in an election only where it may update, and then patches",
          right -> right.resource().equals("leases") && right.verb().equals("update"));

  @TempDir private static Path folder;
  private static List<HasMetadata> manifest;
  private static RightsInUse rights;

  @BeforeAll
  static void live_through_everything() throws IOException {
    Machine.needs(Helm.available(), "Go to build helm");
    var cluster = ChartCluster.shared();
    var server = cluster.server();
    var team = server.newNamespace("ml-vision");
    var elsewhere = server.newNamespace("ml-eval");
    var wandb = server.newNamespace("wandb");
    cluster.installToUse(
        """
        rollouts: {namespaces: [%s]}
        bucketBindings:
          - namespace: %s
            secret: wandb-file-stores
            workloads:
              - {kind: Deployment, name: wandb}
              - {kind: StatefulSet, name: wandb}
              - {kind: DaemonSet, name: wandb}
        weightsAndBiases: [{namespace: %2$s, name: wandb}]
        """
            .formatted(team, wandb));
    manifest = cluster.manifest();
    startInTurn();
    try (var admin = Main.client(server.config());
        var scenario = Scenario.on(admin, team, SandboxOptions.defaults());
        var client = Main.client(ChartCluster.shared().configOf(ChartCluster.RELEASE));
        var operator = OperatorUnderTest.start(client)) {
      new FullLifecycle(scenario, wandb, elsewhere).pass();
    } catch (RuntimeException | AssertionError stuck) {
      throw new AssertionError("asked without a right to: " + inUse(server).missing(), stuck);
    }
    rights = inUse(server);
  }

  private static RightsInUse inUse(KubernetesTestServer server) {
    var asked =
        AskedRequest.readFrom(server.auditLog(), ChartCluster.NAMESPACE, ChartCluster.RELEASE);
    return new RightsInUse(
        Right.of(manifest, ChartCluster.NAMESPACE, ChartCluster.RELEASE),
        asked.stream().filter(EVERYBODY_S.negate()).toList(),
        ChartCluster.NAMESPACE);
  }

  @AfterAll
  static void leave_nothing() {
    ChartCluster.shared().uninstall();
  }

  /**
   * Starts processes like the chart's pod: each becomes leader, stays leader and releases the
   * lease.
   */
  private static void startInTurn() throws IOException {
    var log = folder.resolve("operator.log");
    var process = start(ChartCluster.shared().configOf(ChartCluster.RELEASE), log);
    try {
      await("the first lease")
          .atMost(PATIENCE)
          .until(() -> POD.equals(holder()) || !process.isAlive());
      var first = renewed();
      await("the lease is renewed").atMost(PATIENCE).until(() -> !renewed().equals(first));
    } finally {
      process.destroy();
    }
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(holder()).as(Files.readString(log)).isNull();
  }

  private static Process start(Config account, Path log) throws IOException {
    var kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig.yaml"),
            """
            apiVersion: v1
            kind: Config
            current-context: pod
            contexts: [{name: pod, context: {cluster: cluster, user: account}}]
            clusters:
              - {name: cluster, cluster: {server: "%s", certificate-authority-data: "%s"}}
            users: [{name: account, user: {token: "%s"}}]
            """
                .formatted(
                    account.getMasterUrl(), account.getCaCertData(), account.getOauthToken()));
    var container = container();
    var command = new ArrayList<>(OperatorProcess.program());
    command.add(Main.class.getName());
    command.addAll(onLoopback(container.getArgs()));
    var builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    container.getEnv().forEach(one -> builder.environment().put(one.getName(), value(one)));
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Replaces the ports of the chart, because they may be in use on this machine. */
  private static List<String> onLoopback(List<String> arguments) {
    var ports = LoopbackPorts.free(2);
    return Stream.concat(
            arguments.stream()
                .map(one -> one.replaceFirst("(--health-port=).*", "$1" + ports.getFirst()))
                .map(one -> one.replaceFirst("(--metrics-port=).*", "$1" + ports.getLast())),
            Stream.of("--health-address=127.0.0.1", "--metrics-address=127.0.0.1"))
        .toList();
  }

  private static Container container() {
    return manifest.stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst();
  }

  private static String value(EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return variable.getValue();
    }
    return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
      case "metadata.namespace" -> ChartCluster.NAMESPACE;
      case "metadata.name" -> POD;
      default -> throw new AssertionError(variable);
    };
  }

  private static @Nullable Lease lease() {
    return ChartCluster.shared()
        .server()
        .client()
        .leases()
        .inNamespace(ChartCluster.NAMESPACE)
        .withName(LEASE)
        .get();
  }

  private static @Nullable String holder() {
    var lease = lease();
    return lease == null ? null : lease.getSpec().getHolderIdentity();
  }

  private static String renewed() {
    return String.valueOf(lease().getSpec().getRenewTime());
  }

  @Test
  void operator_requests_only_permitted_actions() {
    assertThat(rights.missing()).as("permissions missing in files/rights.yaml").isEmpty();
  }

  @Test
  void operator_uses_every_granted_permission() {
    assertThat(rights.unused())
        .as("unused permissions in files/rights.yaml")
        .filteredOn(right -> RARE.values().stream().noneMatch(rare -> rare.test(right)))
        .isEmpty();
  }

  @Test
  void permissions_for_rare_cases_are_granted() {
    assertThat(RARE.values()).allSatisfy(rare -> assertThat(rights.granted()).anyMatch(rare));
  }
}
