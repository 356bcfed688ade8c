package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesBinariesTest {
  private static final KubernetesVersion VERSION = new KubernetesVersion("1.35.4");
  private static final List<String> ALL =
      List.of("etcd", "kube-apiserver", "kubectl", "kube-controller-manager");

  @TempDir Path folder;

  @Test
  void given_folder_takes_precedence_over_the_cache() throws IOException {
    var given = programs(folder.resolve("given/k8s").resolve(VERSION.folderName()), ALL);
    var cache = new ToolCache(folder.resolve("cache"));
    programs(cache.kubernetes("1.35.4"), ALL);

    var found = KubernetesBinaries.firstOf(VERSION, List.of(given("given"), cached(cache)));

    assertThat(found.etcd()).isEqualTo(given.resolve("etcd"));
    assertThat(found.controllerManager()).contains(given.resolve("kube-controller-manager"));
  }

  @Test
  void incomplete_folder_falls_back_to_the_cache() throws IOException {
    programs(folder.resolve("given/k8s").resolve(VERSION.folderName()), List.of("etcd", "kubectl"));
    var cache = new ToolCache(folder.resolve("cache"));
    programs(cache.kubernetes("1.35.4"), ALL);

    var found = KubernetesBinaries.firstOf(VERSION, List.of(given("given"), cached(cache)));

    assertThat(found.etcd()).isEqualTo(cache.kubernetes("1.35.4").resolve("etcd"));
  }

  @Test
  void controller_manager_is_optional() throws IOException {
    var cache = new ToolCache(folder);
    programs(cache.kubernetes("1.35.4"), ALL.subList(0, 3));

    assertThat(KubernetesBinaries.firstOf(VERSION, List.of(cached(cache))).controllerManager())
        .isEmpty();
  }

  @Test
  void later_sources_are_not_used() throws IOException {
    var cache = new ToolCache(folder);
    programs(cache.kubernetes("1.35.4"), ALL);
    var asked = new ArrayList<String>();

    KubernetesBinaries.firstOf(
        VERSION, List.of(cached(cache), new RefusingSource("download", "refused", asked)));

    assertThat(asked).isEmpty();
  }

  @Test
  void sources_are_tried_in_order_and_failures_reported_once() {
    var asked = new ArrayList<String>();
    var cache = new ToolCache(folder.resolve("nothing"));

    assertThatThrownBy(
            () ->
                KubernetesBinaries.firstOf(
                    VERSION,
                    List.of(
                        new BinarySource.GivenFolder(Map.of(), VERSION),
                        cached(cache),
                        new RefusingSource("download", "no network", asked),
                        new RefusingSource("build", "there is no `go`", asked))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            """
            Kubernetes 1.35.4 is needed, and there is no way to get it on this machine:
              - folder KUBE_API_TEST_DIR: the variable is not set
              - cache: there is no %s
              - download: no network
              - build: there is no `go`
            Install Go, or set KUBE_API_TEST_DIR to a folder that holds k8s/%s/ with etcd, kube-apiserver, kubectl.\
            """
                .formatted(cache.kubernetes("1.35.4"), VERSION.folderName()));
    assertThat(asked).containsExactly("download", "build");
  }

  @Test
  void missing_programs_are_named() throws IOException {
    programs(folder, List.of("etcd"));
    Files.createFile(folder.resolve("kubectl"));

    assertThatThrownBy(() -> KubernetesBinaries.completeIn(folder))
        .isInstanceOf(NotAvailableException.class)
        .hasMessage(folder + " has no executable kube-apiserver, kubectl");
  }

  @Test
  void download_fails_at_once_if_nothing_answers() throws IOException {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    var index = URI.create("http://127.0.0.1:" + closed + "/index.yaml");
    var download = new EnvtestDownload(new ToolCache(folder), VERSION, index);

    assertThatThrownBy(download::find)
        .isInstanceOf(NotAvailableException.class)
        .hasMessageStartingWith("cannot reach 127.0.0.1");
  }

  @Test
  void download_times_out_if_a_firewall_never_answers() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var index = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/index.yaml");
      var download = new EnvtestDownload(new ToolCache(folder), VERSION, index);

      assertThatThrownBy(download::find)
          .isInstanceOf(NotAvailableException.class)
          .hasMessageContaining("timed out");
    }
  }

  @Test
  void cache_follows_the_xdg_convention() {
    var home = Path.of("/home/somebody");
    assertThat(ToolCache.of(Map.of("XDG_CACHE_HOME", "/var/caches"), home).root())
        .isEqualTo(Path.of("/var/caches/wandb-iam-operator"));
    assertThat(ToolCache.of(Map.of(), home).root())
        .isEqualTo(Path.of("/home/somebody/.cache/wandb-iam-operator"));
    assertThat(ToolCache.of(Map.of("XDG_CACHE_HOME", ""), home).root())
        .isEqualTo(Path.of("/home/somebody/.cache/wandb-iam-operator"));
  }

  @Test
  void build_has_the_version_of_the_go_module() {
    var version = KubernetesVersion.ofProject();
    assertThat(version.number()).matches("1\\.\\d+\\.\\d+");
    assertThat(version.linkerFlags())
        .contains("-X k8s.io/component-base/version.gitVersion=v" + version.number())
        .contains("-X k8s.io/client-go/pkg/version.gitMajor=1 ");
  }

  private BinarySource.GivenFolder given(String name) {
    return new BinarySource.GivenFolder(
        Map.of("KUBE_API_TEST_DIR", folder.resolve(name).toString()), VERSION);
  }

  private static BinarySource.Cached cached(ToolCache cache) {
    return new BinarySource.Cached(cache, VERSION);
  }

  private static Path programs(Path folder, List<String> names) throws IOException {
    Files.createDirectories(folder);
    for (var name : names) {
      assertThat(Files.createFile(folder.resolve(name)).toFile().setExecutable(true)).isTrue();
    }
    return folder;
  }

  private record RefusingSource(String description, String reason, List<String> asked)
      implements BinarySource {
    @Override
    public KubernetesBinaries find() throws NotAvailableException {
      asked.add(description);
      throw new NotAvailableException(reason);
    }
  }
}
