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
 * A process in a root file system of its own, which it cannot write, with a /tmp that it can; in
 * mount and process namespaces of its own, where it is the first process; without any right of the
 * kernel's and without a way to one. That is what the chart asks of a kubelet, but for seccomp,
 * limits and a network of its own.
 */
final class Container implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAME = "container";

  /** What is mounted is so in here alone, and gone with the process. */
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

  /** Why there can be none on this machine; empty where there can. */
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

  /** Makes what is mounted over, once. */
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
   * Starts one.
   *
   * @param directory for its output
   * @param user with group, as numbers: {@code 1:1}
   * @param environment all that it gets
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

  /** Everything it said so far. */
  String output() {
    return read(log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The one process in it that runs as its user, once it does. */
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

  /** What the kernel says of a process under that name, without the gaps. */
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

  /** Waits for its end; above 128 by a signal. */
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
