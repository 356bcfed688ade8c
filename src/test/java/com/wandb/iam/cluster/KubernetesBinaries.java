package com.wandb.iam.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder with the programs of a Kubernetes control plane.
 *
 * @param directory holds etcd, kube-apiserver, kubectl and perhaps kube-controller-manager
 */
public record KubernetesBinaries(Path directory) {
  private static final List<String> REQUIRED = List.of("etcd", "kube-apiserver", "kubectl");
  private static final String CONTROLLER_MANAGER = "kube-controller-manager";

  /** The programs of this machine's cache. */
  public static KubernetesBinaries provide() {
    return new KubernetesBinaries(
        Path.of(System.getProperty("user.home"), ".cache/wandb-iam-operator/kubernetes-1.35.4"));
  }

  public Path etcd() {
    return directory.resolve("etcd");
  }

  public Path apiServer() {
    return directory.resolve("kube-apiserver");
  }

  public Path kubectl() {
    return directory.resolve("kubectl");
  }

  /** Absent in the folders that kube-api-test downloads: then nothing collects garbage. */
  public Optional<Path> controllerManager() {
    return Optional.of(directory.resolve(CONTROLLER_MANAGER)).filter(Files::isExecutable);
  }

  /** The programs without which no API server starts, as far as they are not there. */
  public List<String> missing() {
    return REQUIRED.stream().filter(name -> !Files.isExecutable(directory.resolve(name))).toList();
  }
}
