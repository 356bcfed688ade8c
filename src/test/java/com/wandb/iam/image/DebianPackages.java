package com.wandb.iam.image;

import com.wandb.iam.cluster.NotAvailableException;
import com.wandb.iam.cluster.ToolCache;
import com.wandb.iam.cluster.WatchedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packages of the image's default base that the operator needs: a root file system of Debian 13
 * with glibc and time zones, without a shell. apt downloads them and checks their signatures, in a
 * folder that is separate from the packages of this machine.
 *
 * @param files the packages
 */
record DebianPackages(List<Path> files) {
  private static final String RELEASE = "trixie";
  private static final List<String> NAMES = List.of("base-files", "libc6", "netbase", "tzdata");
  private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  /** Returns the packages from the cache, or from the mirror that apt uses on this machine. */
  static DebianPackages provide() throws NotAvailableException {
    var cache = ToolCache.ofUser();
    var target = cache.root().resolve("debian-13-" + System.getProperty("os.arch"));
    return cache.exclusively(
        () -> {
          if (!Files.isDirectory(target)) {
            fetch(cache, target);
          }
          return new DebianPackages(packagesIn(target));
        });
  }

  private static List<Path> packagesIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".deb")).sorted().toList();
    }
  }

  private static void fetch(ToolCache cache, Path target)
      throws NotAvailableException, IOException {
    if (!Files.isReadable(KEYS)) {
      throw new NotAvailableException("no keys of Debian: " + KEYS);
    }
    var work = cache.newWorkFolder("debian");
    try {
      Files.writeString(
          work.resolve("sources.list"),
          "deb [signed-by=%s] %s %s main%n".formatted(KEYS, mirror(work), RELEASE));
      Files.createFile(work.resolve("status"));
      for (var folder : List.of("lists/partial", "cache/archives/partial", "packages")) {
        Files.createDirectories(work.resolve(folder));
      }
      apt(work, work, "update");
      apt(
          work,
          work.resolve("packages"),
          Stream.concat(Stream.of("download"), NAMES.stream()).toArray(String[]::new));
      Files.move(work.resolve("packages"), target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      WatchedProcess.removeDirectory(work);
    }
  }

  private static String mirror(Path folder) throws NotAvailableException {
    return Tool.run(
            folder, "apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
        .lines()
        .filter(uri -> uri.matches(".*/debian/?"))
        .findFirst()
        .orElseThrow(
            () -> new NotAvailableException("the apt of this machine knows no mirror of Debian"));
  }

  private static void apt(Path work, Path folder, String... arguments)
      throws NotAvailableException {
    var command = new ArrayList<>(List.of("apt-get", "--quiet"));
    for (var setting :
        List.of(
            "Dir::Etc::sourcelist=" + work.resolve("sources.list"),
            "Dir::Etc::sourceparts=/dev/null",
            "Dir::State=" + work,
            "Dir::State::Lists=" + work.resolve("lists"),
            "Dir::State::status=" + work.resolve("status"),
            "Dir::Cache=" + work.resolve("cache"),
            "APT::Sandbox::User=root",
            "Acquire::Languages=none")) {
      command.addAll(List.of("--option", setting));
    }
    command.addAll(List.of(arguments));
    Tool.run(folder, command.toArray(String[]::new));
  }

  /** Unpacks all packages. */
  void unpackInto(Path root) throws NotAvailableException {
    for (var file : files) {
      Tool.run(root, "dpkg-deb", "--extract", file.toString(), root.toString());
    }
  }
}
