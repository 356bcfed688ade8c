package com.wandb.iam.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Kubernetes version of the tests and the demo, and its name for this machine.
 *
 * @param number such as 1.35.4
 */
record KubernetesVersion(String number) {
  private static final Pattern REQUIREMENT = Pattern.compile("k8s\\.io/kubernetes v(\\S+)");
  private static final String STAMP = "-X %s.gitVersion=v%s -X %s.gitMajor=%s -X %s.gitMinor=%s";

  /**
   * Reads the version from the Go module that can build the programs, so that it is stored once.
   */
  static KubernetesVersion ofProject() {
    try {
      var matcher = REQUIREMENT.matcher(Files.readString(module().resolve("go.mod")));
      if (!matcher.find()) {
        throw new IllegalStateException("no k8s.io/kubernetes in " + module().resolve("go.mod"));
      }
      return new KubernetesVersion(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path module() {
    return ProjectFiles.root().resolve("src/dev/kubernetes");
  }

  /** Returns the folder below {@code k8s/} in which kube-api-test stores this version. */
  String folderName() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    var arm = System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64");
    return number + "-" + (os ? "darwin" : "linux") + "-" + (arm ? "arm64" : "amd64");
  }

  /** Sets the version; without these flags the programs report v0.0.0. */
  String linkerFlags() {
    var parts = number.split("\\.");
    var flags = new StringBuilder("-s -w");
    for (var type :
        new String[] {"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"}) {
      flags.append(' ').append(STAMP.formatted(type, number, type, parts[0], type, parts[1]));
    }
    return flags.toString();
  }
}
