package com.wandb.iam.image;

import com.wandb.iam.cluster.NotAvailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One layer of an image.
 *
 * @param archive the compressed tar in the image
 */
record Layer(Path archive) {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final Pattern ENTRY =
      Pattern.compile(
          "(?<mode>\\S{10})\\s+(?<owner>\\d+/\\d+)\\s+\\d+\\s+\\S+ \\S+ (?<path>.+?)(?: -> .*)?");

  /**
   * A file, folder or link in a layer.
   *
   * @param mode as ls prints it
   * @param owner user and group as numbers
   */
  record Entry(String mode, String owner, String path) {
    /** Returns whether users other than its owner may write it. */
    boolean isWritableToOthers() {
      return mode.charAt(0) != 'l' && (mode.charAt(5) == 'w' || mode.charAt(8) == 'w');
    }

    /** Returns whether running it changes the user. */
    boolean changesUser() {
      return mode.substring(0, 7).toLowerCase(Locale.ROOT).contains("s");
    }
  }

  /** Returns all entries of the layer. */
  List<Entry> entries() throws NotAvailableException {
    return tar("--numeric-owner", "-tvzf", archive.toString())
        .lines()
        .map(ENTRY::matcher)
        .map(
            line -> {
              if (!line.matches()) {
                throw new IllegalStateException("not an entry: " + line);
              }
              return new Entry(line.group("mode"), line.group("owner"), line.group("path"));
            })
        .toList();
  }

  /** Unpacks the layer over existing files, and removes the files that it marks as deleted. */
  void unpackOver(Path root) throws NotAvailableException, IOException {
    for (var name : tar("-tzf", archive.toString()).lines().toList()) {
      var path = root.resolve(name);
      var last = path.getFileName().toString();
      if (last.equals(OPAQUE)) {
        removeBelow(path.getParent());
      } else if (last.startsWith(WHITEOUT)) {
        remove(path.resolveSibling(last.substring(WHITEOUT.length())));
      }
    }
    tar("--exclude=" + WHITEOUT + "*", "-xpzf", archive.toString(), "-C", root.toString());
  }

  private static void removeBelow(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (var file : files.toList()) {
          remove(file);
        }
      }
    }
  }

  private static void remove(Path tree) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      try (var files = Files.walk(tree)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private String tar(String... arguments) throws NotAvailableException {
    var command = new String[arguments.length + 2];
    command[0] = "tar";
    command[1] = "--warning=no-unknown-keyword";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return Tool.run(archive.toAbsolutePath().getParent(), command);
  }
}
