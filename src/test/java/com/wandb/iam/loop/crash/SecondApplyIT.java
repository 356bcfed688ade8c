package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applies the examples to a real cluster with the real kubectl, both client-side and server-side,
 * while the operator runs. A second apply changes nothing, and a tool that compares sees no
 * difference.
 */
@OnCrashSite
class SecondApplyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Waits for the counts in the status of the server, which follow later. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private static final String CLIENT_SIDE = "--server-side=false";
  private static final String SERVER_SIDE = "--server-side";
  private static final List<String> EXAMPLES =
      List.of(
          "storage/10-wandbserver.yaml",
          "20-team.yaml",
          "30-memberships.yaml",
          "40-serviceaccount.yaml",
          "storage/20-connector.yaml",
          "storage/30-team.yaml",
          "$ROLE");
  private static final String ROLE =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: CustomRole
      metadata: {name: run-janitor}
      spec: {inherits: Member, permissions: ['run:stop']}
      """;

  @TempDir private Path folder;

  private record Said(int exit, String text) {}

  @ParameterizedTest
  @ValueSource(strings = {CLIENT_SIDE, SERVER_SIDE})
  void second_apply_of_the_examples_changes_nothing(String way) {
    try (var site = new CrashSite(SandboxVersion.V0_83);
        var process = OperatorProcess.start(CrashSite.cluster().kubeconfig())) {
      var manifests = prepare(site);
      apply(manifests, way);
      awaitAllReady(site, process);
      int writes = site.sandbox().journal().writes(0).size();
      var before = versions(site);

      assertThat(diff(manifests, way)).as("differences for a tool that compares").isEmpty();
      var said = apply(manifests, way);
      assertThat(versions(site)).isEqualTo(before);
      if (way.equals(CLIENT_SIDE)) {
        assertThat(said.lines()).isNotEmpty().allMatch(line -> line.endsWith(" unchanged"));
      }
      assertThat(site.sandbox().journal().writes(0)).hasSize(writes);
    }
  }

  /** A team that changes from client-side to server-side apply and back. */
  @Test
  void apply_mode_changes_without_conflict_or_spec_change() {
    try (var site = new CrashSite(SandboxVersion.V0_83);
        var process = OperatorProcess.start(CrashSite.cluster().kubeconfig())) {
      var manifests = prepare(site);
      apply(manifests, CLIENT_SIDE);
      awaitAllReady(site, process);
      int writes = site.sandbox().journal().writes(0).size();
      var before = generations(site);
      apply(manifests, SERVER_SIDE);
      apply(manifests, CLIENT_SIDE);
      apply(manifests, SERVER_SIDE);
      assertThat(generations(site)).isEqualTo(before);
      awaitAllReady(site, process);
      assertThat(site.sandbox().journal().writes(0)).hasSize(writes);
    }
  }

  /** Prepares the examples for this sandbox, with all objects that they need. */
  private Path prepare(CrashSite site) {
    var world = site.sandbox().world();
    Stream.of("alice", "bob", "carol").forEach(name -> world.addUser(name, name + "@example.com"));
    world.addBucket("ml-vision");
    Stream.of("ml-vision", "wandb")
        .forEach(
            name ->
                site.client()
                    .resource(
                        new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .serverSideApply());
    site.client().secrets().inNamespace("ml-vision").delete();
    site.client().secrets().inNamespace("wandb").delete();
    site.secret(
        "ml-vision",
        "minio-credentials",
        Map.of("iam.wandb.com/source", "true"),
        Map.of("accessKey", "AK", "secretKey", "SK"));
    for (int number = 0; number < EXAMPLES.size(); number++) {
      write(folder.resolve(number + ".yaml"), text(EXAMPLES.get(number), site));
    }
    return folder;
  }

  /** No store answers at that address, so the bucket is not checked. */
  private static String text(String example, CrashSite site) {
    try {
      var text =
          example.equals("$ROLE") ? ROLE : Files.readString(Path.of("examples").resolve(example));
      return text.replace("https://wandb.example.com", site.sandbox().url().toString())
          .replace("  provider: MINIO", "  provider: MINIO\n  preflight: Disabled");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void awaitAllReady(CrashSite site, OperatorProcess process) {
    var last = new AtomicReference<Map<String, String>>(Map.of());
    Awaitility.await("all is ready, and nothing is written any more")
        .atMost(PATIENCE)
        .pollInterval(QUIET)
        .failFast(
            "the operator ended", () -> assertThat(process.isAlive()).as(process.output()).isTrue())
        .until(
            () -> {
              var now = versions(site);
              return all(site).allMatch(SecondApplyIT::isDone) && now.equals(last.getAndSet(now));
            });
  }

  private static boolean isDone(IamResource<?, ? extends ResourceStatus> resource) {
    return resource.getStatus() != null
        && resource.getMetadata().getGeneration().equals(resource.getStatus().observedGeneration())
        && CrashSite.isReady(resource);
  }

  private static Stream<IamResource<?, ? extends ResourceStatus>> all(CrashSite site) {
    return IamKinds.ALL.stream()
        .flatMap(kind -> site.client().resources(kind).inAnyNamespace().list().getItems().stream());
  }

  private static Map<String, String> versions(CrashSite site) {
    var found = new TreeMap<String, String>();
    all(site)
        .forEach(
            one ->
                found.put(
                    one.getKind() + " " + one.getMetadata().getName(),
                    one.getMetadata().getResourceVersion()));
    assertThat(found).hasSizeGreaterThan(IamKinds.ALL.size());
    return found;
  }

  private static Map<String, Long> generations(CrashSite site) {
    var found = new TreeMap<String, Long>();
    all(site)
        .forEach(
            one ->
                found.put(
                    one.getKind() + " " + one.getMetadata().getName(),
                    one.getMetadata().getGeneration()));
    return found;
  }

  private static String apply(Path manifests, String way) {
    var said = kubectl("apply", way, "-f", manifests.toString());
    assertThat(said.exit()).as(said.text()).isZero();
    return said.text();
  }

  private static String diff(Path manifests, String way) {
    var said = kubectl("diff", way, "-f", manifests.toString());
    assertThat(said.exit()).as(said.text()).isBetween(0, 1);
    return said.text();
  }

  private static Said kubectl(String... arguments) {
    var command = new ArrayList<String>();
    command.add(KubernetesBinaries.provide().kubectl().toString());
    command.add("--kubeconfig=" + CrashSite.cluster().kubeconfig());
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
