package com.wandb.iam.libraries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A jar that the operator ships: Maven's coordinates, without scope, and the file's SHA-256. */
record Library(String group, String artifact, String version, String sha256)
    implements Comparable<Library> {
  /** Maven writes this list before the tests of each build. */
  private static final Path RESOLVED = Path.of("target", "runtime-libraries.txt");

  private static final String JAR = "jar";

  /** Returns all that this build has resolved, in the order of their coordinates. */
  static List<Library> resolved() throws IOException {
    return Files.readAllLines(RESOLVED).stream()
        .map(String::strip)
        .filter(line -> line.contains(":" + JAR + ":"))
        .map(Library::parse)
        .sorted()
        .toList();
  }

  /** {@code group:artifact:jar:version:scope:file}, and perhaps the name of a module. */
  private static Library parse(String line) {
    var parts = line.split(" -- ")[0].split(":", 6);
    if (parts.length < 6 || !parts[2].equals(JAR) || !Files.isRegularFile(Path.of(parts[5]))) {
      throw new IllegalStateException("not group:artifact:jar:version:scope:file: " + line);
    }
    return new Library(parts[0], parts[1], parts[3], sha256(Path.of(parts[5])));
  }

  private static String sha256(Path file) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  String coordinates() {
    return group + ":" + artifact + ":" + version;
  }

  @Override
  public int compareTo(Library other) {
    return coordinates().compareTo(other.coordinates());
  }
}
