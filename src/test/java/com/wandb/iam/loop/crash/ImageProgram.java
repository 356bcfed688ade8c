package com.wandb.iam.loop.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Program of the image, in {@code target} after the image was built. */
public final class ImageProgram {
  /** Set by the Maven profile that builds the image, if its files are from this build. */
  private static final String FRESH = "image.parts";

  private static final Path PARTS = Path.of("target/image").toAbsolutePath();
  private static final Path APP = PARTS.resolve("root/app");

  private ImageProgram() {}

  /** Returns whether a build created it, perhaps an older one. */
  public static boolean isThere() {
    return Files.isRegularFile(APP.resolve("operator.aot"));
  }

  /** Returns whether the build that runs these tests created it. */
  static boolean isFresh() {
    return PARTS.toString().equals(System.getProperty(FRESH)) && isThere();
  }

  /**
   * Returns the arguments of the image up to the main class, with local folders.
   *
   * @param aotMode {@code on}, {@code off} or {@code auto}
   * @param more options of the JVM
   */
  public static List<String> command(String aotMode, String... more) {
    try {
      var arguments = Files.readAllLines(APP.resolve("java.args"));
      var command = new ArrayList<String>();
      command.add(PARTS.resolve("root/opt/java/bin/java").toString());
      command.add("-XX:AOTMode=" + aotMode);
      command.addAll(List.of(more));
      arguments.subList(0, arguments.size() - 1).stream()
          .map(argument -> argument.replace("/app/operator.aot", APP + "/operator.aot"))
          .map(argument -> argument.replaceAll("(^|:)/app/", "$1" + PARTS + "/training/app/"))
          .forEach(command::add);
      return command;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
