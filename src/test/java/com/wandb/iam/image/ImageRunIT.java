package com.wandb.iam.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.chart.ChartCluster;
import com.wandb.iam.chart.Helm;
import com.wandb.iam.cluster.LoopbackPorts;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.cluster.NotAvailableException;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.stores.S3TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the image over packages of Debian 13, as its user, on a read-only root, against a real API
 * server, with the arguments, the environment and the permissions of the chart.
 */
@ResourceLock(ChartCluster.LOCK)
class ImageRunIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String FROM_CACHE = " source: shared objects file";

  @TempDir private static Path folder;
  private static ImageTar image;
  private static Path root;

  @BeforeAll
  static void unpacks_the_image_if_containers_are_available() throws Exception {
    ImageTar.mustBeThere();
    var missing = missing();
    Machine.needs(missing.isEmpty(), missing.orElse(""));
    root = Files.createDirectories(folder.resolve("root"));
    DebianPackages.provide().unpackInto(root);
    image = ImageTar.unpackedInto(Files.createDirectories(folder.resolve("image")));
    image.unpackOver(root);
    Container.prepare(root);
  }

  private static Optional<String> missing() {
    if (!Helm.available()) {
      return Optional.of("Go to build helm");
    }
    return Container.missing()
        .or(
            () -> {
              try {
                DebianPackages.provide();
                return Optional.empty();
              } catch (NotAvailableException reason) {
                return Optional.of("packages of Debian 13: " + reason.getMessage());
              }
            });
  }

  private static Container start(List<String> arguments, Map<String, String> environment)
      throws IOException, NotAvailableException {
    return Container.start(
        Files.createTempDirectory(folder, "run-"),
        root,
        image.runs().get("User").asText(),
        Stream.concat(image.entryPoint().stream(), arguments.stream()).toList(),
        environment);
  }

  /** Small containers use the serial collector, large ones the parallel one. */
  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC"})
  void classes_load_from_the_cache_of_its_jars(String collector) throws Exception {
    var options = collector + " -XX:AOTMode=on -Xlog:class+load:stdout";
    try (var container = start(List.of("--version"), Map.of("JAVA_TOOL_OPTIONS", options))) {
      assertThat(container.awaitExit()).as(container::output).isZero();
      assertThat(container.output()).contains(System.getProperty("image.version"));
      var loaded = container.output().lines().filter(line -> line.contains(" source: ")).toList();
      assertThat(loaded).anyMatch(line -> line.contains(" com.wandb.iam.Main" + FROM_CACHE));
      assertThat(loaded.stream().filter(line -> line.contains(FROM_CACHE)).count())
          .as("of %d classes", loaded.size())
          .isGreaterThan(loaded.size() * 9L / 10);
    }
  }

  @Test
  void cache_for_other_jars_is_not_used() throws Exception {
    var jar = root.resolve("app/classpath");
    try (var jars = Files.list(jar)) {
      var operator = jars.findFirst().orElseThrow();
      var time = Files.getLastModifiedTime(operator);
      Files.setLastModifiedTime(operator, FileTime.fromMillis(0));
      try (var container =
          start(List.of("--version"), Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"))) {
        assertThat(container.awaitExit()).as(container::output).isNotZero();
      } finally {
        Files.setLastModifiedTime(operator, time);
      }
    }
  }

  @Test
  void output_has_only_operator_messages() throws Exception {
    try (var container = start(List.of("--version"), Map.of())) {
      assertThat(container.awaitExit()).isZero();
      assertThat(container.output()).isEqualTo(System.getProperty("image.version") + "\n");
    }
  }

  /**
   * The linked runtime has everything that a provider's client needs, including XML parsing. TLS is
   * not tested.
   */
  @Test
  void image_checks_a_bucket() throws Exception {
    var store = S3TestServer.shared();
    Files.writeString(
        root.resolve("etc/connector.yaml"),
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {name: on-prem}
        spec:
          provider: MINIO
          bucket: %s
          region: us-east-1
          endpoint: "%s"
          tls: {enabled: false}
          credentials: {secretRef: {name: minio}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: minio}
        stringData: {accessKey: "%s", secretKey: "%s"}
        """
            .formatted(
                store.createBucket("checked-by-the-image"),
                store.endpoint(),
                store.accessKey(),
                store.secretKey()));
    try (var container = start(List.of("check-bucket", "-f", "/etc/connector.yaml"), Map.of())) {
      assertThat(container.awaitExit()).as(container::output).isEqualTo(1);
      assertThat(container.output().lines().filter(line -> line.contains(" Failed ")))
          .as(container::output)
          .singleElement()
          .asString()
          .startsWith("on-prem: Cors");
    }
  }

  @Test
  void pod_of_the_chart_works_and_stops_cleanly() throws Exception {
    int health = LoopbackPorts.free(1).getFirst();
    try (var pod = ChartPod.install();
        var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83))) {
      assertThat(pod.image()).isEqualTo(image.tag());
      pod.mountServiceAccount(root);
      try (var container = start(pod.arguments(health), pod.environment())) {
        await("ready")
            .atMost(PATIENCE)
            .until(
                () -> {
                  assertThat(container.isAlive()).as(container::output).isTrue();
                  return answers("http://127.0.0.1:%d/readyz".formatted(health));
                });
        assertConfined(container.inside());
        pod.declare(sandbox);
        await("the account's key")
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(pod.keyOf("trainer")).as(container::output).isPresent());
        assertThat(sandbox.world().isLive(pod.keyOf("trainer").orElseThrow())).isTrue();
        assertThat(pod.leader()).as("who holds the lease").contains(pod.name());
        assertThat(mostMemory(container.inside())).isLessThan(pod.memoryLimit());

        container.inside().destroy();
        assertThat(container.awaitExit()).as(container::output).isEqualTo(128 + 15);
        assertThat(pod.leader()).as("who holds the lease").isEmpty();
        assertThat(container.output()).doesNotContain(sandbox.adminKey());
      }
    }
  }

  /** Checks the settings of the chart's securityContext. */
  private static void assertConfined(ProcessHandle operator) throws IOException {
    assertThat(Container.fact(operator, "Uid")).contains("65532 65532 65532 65532");
    assertThat(Container.fact(operator, "Gid")).contains("65532 65532 65532 65532");
    assertThat(Container.fact(operator, "Groups")).contains("");
    for (var capabilities : List.of("CapPrm", "CapEff", "CapInh", "CapAmb")) {
      assertThat(Container.fact(operator, capabilities)).contains("0000000000000000");
    }
    assertThat(Container.fact(operator, "NoNewPrivs")).contains("1");
    var mounts = Files.readAllLines(Path.of("/proc/%d/mountinfo".formatted(operator.pid())));
    assertThat(mounts)
        .filteredOn(mount -> mount.split(" ")[4].equals("/"))
        .singleElement()
        .satisfies(mount -> assertThat(mount.split(" ")[5]).startsWith("ro"));
  }

  /** Returns the peak memory in bytes, including shared memory. */
  private static long mostMemory(ProcessHandle operator) {
    var said = Container.fact(operator, "VmHWM").orElseThrow();
    return Long.parseLong(said.replace(" kB", "")) * 1024;
  }

  private static boolean answers(String url) {
    try (var http = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build()) {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
