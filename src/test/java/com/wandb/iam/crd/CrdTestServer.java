package com.wandb.iam.crd;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An API server for the tests of the schema, one for the JVM; nothing but kube-apiserver and etcd,
 * for schemas need no controllers.
 */
final class CrdTestServer {
  private static final String VERSION = "1.35.4";
  private static final KubernetesClient CLIENT = start();

  private CrdTestServer() {}

  /** A client that may do everything. */
  static KubernetesClient client() {
    return CLIENT;
  }

  private static KubernetesClient start() {
    var config =
        KubeAPIServerConfigBuilder.anAPIServerConfig()
            .withApiServerVersion(VERSION)
            .withUpdateKubeConfig(false);
    folder().ifPresent(folder -> config.withTestDir(folder.toString()));
    var server = new KubeAPIServer(config.build());
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
        .build();
  }

  /**
   * Binaries of the cache, in the layout that kube-api-test asks for. Empty: a folder of the
   * environment's, or its own download.
   */
  private static Optional<Path> folder() {
    var cache =
        Path.of(
            Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElse(System.getProperty("user.home") + "/.cache"));
    var binaries = cache.resolve("wandb-iam-operator").resolve("kubernetes-" + VERSION);
    if (System.getenv("KUBE_API_TEST_DIR") != null || !Files.isDirectory(binaries)) {
      return Optional.empty();
    }
    try {
      var folder =
          Files.createTempDirectory(Files.createDirectories(Path.of("target")), "kube-api-test-")
              .toAbsolutePath();
      var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
      var links =
          Files.createDirectories(
              folder.resolve("k8s").resolve(VERSION + "-linux-" + architecture));
      for (var name : new String[] {"etcd", "kube-apiserver", "kubectl"}) {
        Files.createSymbolicLink(links.resolve(name), binaries.resolve(name));
      }
      return Optional.of(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
