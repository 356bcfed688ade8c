package com.wandb.iam.image;

import com.wandb.iam.cluster.NotAvailableException;
import com.wandb.iam.cluster.WatchedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * Process in its own read-only root file system with a writable /tmp, in its own mount and process
 * namespaces, where it is the first process, and without kernel capabilities. The chart requires
 * the same of a kubelet, plus seccomp, limits and a network of its own.
 */
final class Container implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAME = "container";

  /** Mounts exist only in this namespace and end with the process. */
  private static final String SCRIPT =
      """
      set -eu
      root=$1; shift
      mount --make-rprivate /
      mount --bind "$root" "$root"
      mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
      mount -t tmpfs -o nosuid,nodev,size=64m,mode=1777 tmpfs "$root/tmp"
      for device in null zero random urandom; do
        mount --bind "/dev/$device" "$root/dev/$device"
      done
      mount -o remount,bind,ro "$root"
      exec setpriv --no-new-privs env -i "$@"
      """;

  private final WatchedProcess process;
  private final String user;
  private final Path log;

  private Container(WatchedProcess process, String user, Path log) {
    this.process = process;
    this.user = user;
    this.log = log;
  }

  /** Returns the reason why this machine cannot run containers; empty if it can. */
  static Optional<String> missing() {
    var root = Path.of("/");
    try {
      Tool.run(root, "unshare", "--mount", "--pid", "--fork", "mount", "--make-rprivate", "/");
      Tool.run(root, "setpriv", "--version");
      return Optional.empty();
    } catch (NotAvailableException reason) {
      return Optional.of("container here (one must be root): " + reason.getMessage());
    }
  }

  /** Creates the mount points, once. */
  static void prepare(Path root) throws IOException {
    for (var folder : List.of("proc", "tmp", "dev")) {
      Files.createDirectories(root.resolve(folder));
    }
    for (var device : List.of("null", "zero", "random", "urandom")) {
      Files.createFile(root.resolve("dev").resolve(device));
    }
    Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
  }

  /**
   * Starts a container.
   *
   * @param directory for its output
   * @param user with group, as numbers: {@code 1:1}
   * @param environment all its variables
   */
  static Container start(
      Path directory, Path root, String user, List<String> command, Map<String, String> environment)
      throws NotAvailableException {
    var whole =
        new ArrayList<>(
            List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", SCRIPT));
    whole.addAll(List.of(NAME, root.toString()));
    environment.forEach((name, value) -> whole.add(name + "=" + value));
    whole.add(Tool.run(root, "sh", "-c", "command -v chroot").strip());
    whole.addAll(List.of("--userspec=" + user, "--groups=", root.toString()));
    whole.addAll(command);
    return new Container(
        WatchedProcess.start(NAME, directory, whole), user, directory.resolve(NAME + ".log"));
  }

  /** Returns all output so far. */
  String output() {
    return read(log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the process that runs as the container's user, when there is one. */
  ProcessHandle inside() {
    var uid = user.split(":")[0];
    return Awaitility.await("a process of " + uid)
        .atMost(PATIENCE)
        .until(
            () ->
                process
                    .descendants()
                    .filter(one -> fact(one, "Uid").map(ids -> ids.startsWith(uid)).orElse(false))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Returns the value of this name in the kernel's status of a process, without whitespace. */
  static Optional<String> fact(ProcessHandle one, String name) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(one.pid()), "status")).stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip().replaceAll("\\s+", " "))
          .findFirst();
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** Waits for the end and returns the exit code; above 128 for a signal. */
  int awaitExit() {
    Awaitility.await("the end of the container").atMost(PATIENCE).until(() -> !isAlive());
    return process.exitValue();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
