package com.wandb.iam.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Source of the programs of a control plane. */
interface BinarySource {
  /** Returns a description for users. */
  String description();

  /**
   * Returns a folder with all required programs. May take minutes and then reports this on stderr.
   *
   * @throws NotAvailableException with the reason, if this source does not work here
   */
  KubernetesBinaries find() throws NotAvailableException;

  /** Folder in the variable KUBE_API_TEST_DIR, in the layout of kube-api-test. */
  record GivenFolder(Map<String, String> environment, KubernetesVersion version)
      implements BinarySource {
    @Override
    public String description() {
      return "folder KUBE_API_TEST_DIR";
    }

    @Override
    public KubernetesBinaries find() throws NotAvailableException {
      var given =
          Optional.ofNullable(environment.get("KUBE_API_TEST_DIR"))
              .filter(value -> !value.isBlank())
              .orElseThrow(() -> new NotAvailableException("the variable is not set"));
      try {
        return KubernetesBinaries.completeIn(
            Path.of(given).toAbsolutePath().resolve("k8s").resolve(version.folderName()));
      } catch (NotAvailableException e) {
        // Reported, because the user set the variable on purpose.
        Progress.say("KUBE_API_TEST_DIR is of no use, looking elsewhere: " + e.getMessage());
        throw e;
      }
    }
  }

  /** Programs that an earlier run downloaded or built. */
  record Cached(ToolCache cache, KubernetesVersion version) implements BinarySource {
    @Override
    public String description() {
      return "cache";
    }

    @Override
    public KubernetesBinaries find() throws NotAvailableException {
      return KubernetesBinaries.completeIn(cache.kubernetes(version.number()));
    }
  }

  /**
   * Builds the four programs of the module src/dev/kubernetes into the cache. Takes minutes, but
   * only once.
   */
  record GoBuild(ToolCache cache, KubernetesVersion version) implements BinarySource {
    private static final Map<String, String> PACKAGES =
        Map.of(
            "etcd",
            "go.etcd.io/etcd/server/v3",
            "kube-apiserver",
            "k8s.io/kubernetes/cmd/kube-apiserver",
            "kubectl",
            "k8s.io/kubernetes/cmd/kubectl",
            KubernetesBinaries.CONTROLLER_MANAGER,
            "k8s.io/kubernetes/cmd/kube-controller-manager");

    @Override
    public String description() {
      return "build with Go";
    }

    @Override
    public KubernetesBinaries find() throws NotAvailableException {
      // Builds the optional program first: a complete folder of the other three then also has it.
      build(KubernetesBinaries.CONTROLLER_MANAGER);
      for (var name : KubernetesBinaries.REQUIRED) {
        build(name);
      }
      return KubernetesBinaries.completeIn(cache.kubernetes(version.number()));
    }

    Path build(String name) throws NotAvailableException {
      var packageName = PACKAGES.get(name);
      var tool = new GoTool(name, KubernetesVersion.module(), packageName, version.linkerFlags());
      var target = cache.kubernetes(version.number()).resolve(name);
      var missing = !Files.exists(target);
      var built = tool.buildInto(cache, target);
      if (missing) {
        Progress.say(name + " is in " + target.getParent());
      }
      return built;
    }
  }
}
