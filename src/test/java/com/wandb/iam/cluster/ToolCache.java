package com.wandb.iam.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Folder of the user's cache for programs that take long to get. Several JVMs may use it at the
 * same time, because programs appear in it completely or not at all.
 *
 * @param root need not exist yet
 */
public record ToolCache(Path root) {
  private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

  /** Task that runs while no other thread or process uses the cache. */
  public interface Work<T> {
    T run() throws NotAvailableException, IOException;
  }

  /**
   * Returns the cache of the XDG convention. An empty or relative XDG_CACHE_HOME counts as unset.
   */
  static ToolCache of(Map<String, String> environment, Path home) {
    var given = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    var caches = given.isAbsolute() ? given : home.resolve(".cache");
    return new ToolCache(caches.resolve("wandb-iam-operator"));
  }

  public static ToolCache ofUser() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  Path kubernetes(String version) {
    return root.resolve("kubernetes-" + version);
  }

  /**
   * Returns the folder for the build of a module of this repository. Other contents get another
   * folder.
   *
   * @param files of the module that affect the build
   */
  public Path builtFrom(Path module, String... files) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var file : files) {
        digest.update(Files.readAllBytes(module.resolve(file)));
      }
      var hash = HexFormat.of().formatHex(digest.digest(), 0, 6);
      return root.resolve(module.getFileName() + "-" + hash);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a task with exclusive use of this cache. Waits for others and reports it. */
  public <T> T exclusively(Work<T> work) throws NotAvailableException {
    IN_THIS_JVM.lock();
    try {
      Files.createDirectories(root);
      try (var channel =
          FileChannel.open(
              root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock(channel);
        return work.run();
      }
    } catch (IOException e) {
      throw new NotAvailableException("cannot write to " + root + ": " + e, e);
    } finally {
      IN_THIS_JVM.unlock();
    }
  }

  /** The lock ends with the channel. The kernel closes the channel even after kill -9. */
  private void lock(FileChannel channel) throws IOException, NotAvailableException {
    if (channel.tryLock() != null) {
      return;
    }
    var progress = new Progress("Waiting for another process that fills " + root);
    while (channel.tryLock() == null) {
      progress.tick(() -> "");
      pause();
    }
  }

  /**
   * Returns an empty folder on the same file system, so that its contents can be moved atomically.
   */
  public Path newWorkFolder(String name) throws IOException {
    return Files.createTempDirectory(Files.createDirectories(root), ".work-" + name + "-");
  }

  /** Moves a finished program to its target atomically, and replaces an older one. */
  public static void publish(Path program, Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.move(program, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A blocking lock could not report the wait. */
  private static void pause() throws NotAvailableException {
    try {
      Thread.sleep(Progress.TICK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException("interrupted", e);
    }
  }
}
