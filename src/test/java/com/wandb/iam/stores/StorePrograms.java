package com.wandb.iam.stores;

import com.wandb.iam.cluster.GoTool;
import com.wandb.iam.cluster.NotAvailableException;
import com.wandb.iam.cluster.ProjectFiles;
import com.wandb.iam.cluster.ToolCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Stores of the pinned Go module in src/dev/object-stores. */
final class StorePrograms {
  private StorePrograms() {}

  /**
   * Returns the program, from the cache or built now, which takes minutes.
   *
   * @throws IllegalStateException if it cannot be built
   */
  static Path provide(String name, String packageName) {
    try {
      var cache = ToolCache.ofUser();
      return new GoTool(name, module(), packageName, "-s -w")
          .buildInto(cache, folder(cache).resolve(name));
    } catch (NotAvailableException e) {
      throw new IllegalStateException("no " + name + ": " + e.getMessage(), e);
    }
  }

  /** Returns whether the program exists or can be built. */
  static boolean available(String name) {
    return GoTool.go().isPresent() || Files.isExecutable(folder(ToolCache.ofUser()).resolve(name));
  }

  private static Path module() {
    return ProjectFiles.root().resolve("src/dev/object-stores");
  }

  /** Returns a folder for the pinned versions, so that changed versions are built again. */
  private static Path folder(ToolCache cache) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var name : new String[] {"go.mod", "go.sum"}) {
        digest.update(Files.readAllBytes(module().resolve(name)));
      }
      return cache
          .root()
          .resolve("object-stores-" + HexFormat.of().formatHex(digest.digest(), 0, 6));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
