package com.wandb.iam.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Programs of a Kubernetes control plane on this machine.
 *
 * @param programs by file name; always includes those that an API server needs
 */
public record KubernetesBinaries(Map<String, Path> programs) {
  static final List<String> REQUIRED = List.of("etcd", "kube-apiserver", "kubectl");
  static final String CONTROLLER_MANAGER = "kube-controller-manager";

  public KubernetesBinaries {
    programs = Map.copyOf(programs);
  }

  /**
   * Finds or gets the programs: from the folder KUBE_API_TEST_DIR, from the cache, with the
   * download of kube-api-test, or with a Go build. The first time may take minutes; progress is
   * printed to stderr.
   *
   * @throws IllegalStateException with every source and the reason why it failed
   */
  public static KubernetesBinaries provide() {
    var version = KubernetesVersion.ofProject();
    var cache = ToolCache.ofUser();
    var build = new BinarySource.GoBuild(cache, version);
    var found =
        firstOf(
            version,
            List.of(
                new BinarySource.GivenFolder(System.getenv(), version),
                new BinarySource.Cached(cache, version),
                EnvtestDownload.of(cache, version),
                build));
    return found.withControllerManager(build);
  }

  /** Returns the programs of the first source that has them. Does not use the sources after it. */
  static KubernetesBinaries firstOf(
      KubernetesVersion version, List<? extends BinarySource> sources) {
    var reasons = new ArrayList<String>();
    for (var source : sources) {
      try {
        return source.find();
      } catch (NotAvailableException e) {
        reasons.add("  - " + source.description() + ": " + e.getMessage());
      }
    }
    throw new IllegalStateException(
        """
        Kubernetes %s is needed, and there is no way to get it on this machine:
        %s
        Install Go, or set KUBE_API_TEST_DIR to a folder that holds k8s/%s/ with %s.\
        """
            .formatted(
                version.number(),
                String.join("\n", reasons),
                version.folderName(),
                String.join(", ", REQUIRED)));
  }

  /**
   * Returns the programs of a folder.
   *
   * @throws NotAvailableException with the names of missing programs
   */
  static KubernetesBinaries completeIn(Path folder) throws NotAvailableException {
    if (!Files.isDirectory(folder)) {
      throw new NotAvailableException("there is no " + folder);
    }
    var programs = new HashMap<String, Path>();
    var names = new ArrayList<>(REQUIRED);
    names.add(CONTROLLER_MANAGER);
    for (var name : names) {
      var program = folder.resolve(name);
      if (Files.isRegularFile(program) && Files.isExecutable(program)) {
        programs.put(name, program);
      }
    }
    var missing = REQUIRED.stream().filter(name -> !programs.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new NotAvailableException(folder + " has no executable " + String.join(", ", missing));
    }
    return new KubernetesBinaries(programs);
  }

  /** Adds the one program that no download contains, if Go can build it. */
  private KubernetesBinaries withControllerManager(BinarySource.GoBuild build) {
    if (programs.containsKey(CONTROLLER_MANAGER)) {
      return this;
    }
    try {
      var more = new HashMap<>(programs);
      more.put(CONTROLLER_MANAGER, build.build(CONTROLLER_MANAGER));
      return new KubernetesBinaries(more);
    } catch (NotAvailableException e) {
      Progress.say(
          "No kube-controller-manager, so nothing collects garbage here: " + e.getMessage());
      return this;
    }
  }

  Set<String> names() {
    return programs.keySet();
  }

  public Path etcd() {
    return program("etcd");
  }

  public Path apiServer() {
    return program("kube-apiserver");
  }

  public Path kubectl() {
    return program("kubectl");
  }

  /** Empty if programs were downloaded and there is no Go; then there is no garbage collection. */
  public Optional<Path> controllerManager() {
    return Optional.ofNullable(programs.get(CONTROLLER_MANAGER));
  }

  private Path program(String name) {
    return Optional.ofNullable(programs.get(name)).orElseThrow();
  }
}
