package com.wandb.iam.stores;

import com.wandb.iam.cluster.Machine;
import com.wandb.iam.cluster.NotAvailableException;
import com.wandb.iam.cluster.Progress;
import com.wandb.iam.cluster.ToolCache;
import com.wandb.iam.cluster.WatchedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Azurite from the npm registry, installed once per machine and kept in its cache. */
final class AzuriteProgram {
  /** The newest version for Node.js 20. */
  private static final String VERSION = "3.35.0";

  private static final String MAIN = "node_modules/azurite/dist/src/blob/main.js";

  private AzuriteProgram() {}

  /**
   * Returns the script for {@code node}. Without npm the calling test is skipped with a message; in
   * CI it fails.
   */
  static Path forTests() {
    var script = folder(ToolCache.ofUser()).resolve(MAIN);
    boolean here = runs("node", "--version") && (Files.exists(script) || runs("npm", "--version"));
    Machine.needs(here, "node with npm");
    try {
      return provide(ToolCache.ofUser(), script);
    } catch (NotAvailableException e) {
      throw new IllegalStateException("no Azurite: " + e.getMessage(), e);
    }
  }

  private static Path folder(ToolCache cache) {
    return cache.root().resolve("azurite-" + VERSION);
  }

  private static Path provide(ToolCache cache, Path script) throws NotAvailableException {
    if (Files.exists(script)) {
      return script;
    }
    return cache.exclusively(
        () -> {
          if (!Files.exists(script)) {
            install(cache);
          }
          return script;
        });
  }

  /**
   * Created beside its target and moved there when complete, so that a partial one is never used.
   */
  private static void install(ToolCache cache) throws IOException, NotAvailableException {
    Progress.say("Installing Azurite " + VERSION + " with npm (only this once) ...");
    var work = cache.newWorkFolder("azurite");
    try {
      var command =
          List.of(
              "npm",
              "install",
              "--no-audit",
              "--no-fund",
              "--ignore-scripts",
              "--prefix",
              work.toString(),
              "azurite@" + VERSION);
      var npm = new ProcessBuilder(command).redirectErrorStream(true).start();
      npm.getOutputStream().close();
      var output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        throw new NotAvailableException("`npm install` failed:\n" + output);
      }
      Files.move(work, folder(cache), StandardCopyOption.ATOMIC_MOVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException("interrupted", e);
    } finally {
      WatchedProcess.removeDirectory(work);
    }
  }

  private static boolean runs(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
