package com.wandb.iam.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One way to come by the programs of a control plane. */
interface BinarySource {
  /** The way as a person would call it. */
  String description();

  /**
   * A folder in which all required programs are; may take minutes and then says so on stderr.
   *
   * @throws NotAvailableException with the reason why this way does not work here
   */
  KubernetesBinaries find() throws NotAvailableException;

  /** The folder that the variable KUBE_API_TEST_DIR names, in the layout of kube-api-test. */
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
        // Somebody meant it: what happens instead must not come as a surprise.
        Progress.say("KUBE_API_TEST_DIR is of no use, looking elsewhere: " + e.getMessage());
        throw e;
      }
    }
  }

  /** What an earlier run downloaded or built. */
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
   * The four programs from the module src/dev/kubernetes, into the cache: minutes, but only once.
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
      // The optional program first: who finds the three others finds it too.
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
