package com.wandb.iam.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of the checkout, found from any folder below its root. */
public final class ProjectFiles {
  private ProjectFiles() {}

  /** Returns the folder with pom.xml. */
  public static Path root() {
    var start = Path.of("").toAbsolutePath();
    for (var folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    throw new IllegalStateException("no pom.xml in " + start + " or above");
  }

  /** Returns the committed CRDs in a fixed order. */
  static List<Path> crds() {
    var folder = root().resolve("crds");
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no CRDs in " + folder, e);
    }
  }
}
