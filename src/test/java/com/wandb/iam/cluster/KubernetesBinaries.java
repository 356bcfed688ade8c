package com.wandb.iam.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the programs of a cluster are, or how they come to this machine. */
public final class KubernetesBinaries {
  private KubernetesBinaries() {}

  /** The programs by name. */
  public static Map<String, Path> provision() {
    var directory =
        Path.of(
            System.getProperty("user.home"), ".cache", "wandb-iam-operator", "kubernetes-1.35.4");
    var found = new LinkedHashMap<String, Path>();
    for (var name : new String[] {"etcd", "kube-apiserver", "kube-controller-manager", "kubectl"}) {
      var file = directory.resolve(name);
      if (!Files.isExecutable(file)) {
        throw new IllegalStateException("no " + file);
      }
      found.put(name, file);
    }
    return found;
  }
}
