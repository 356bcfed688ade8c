package com.wandb.iam.loop.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the image starts, as it lies in {@code target} after the image was made. */
public final class ImageProgram {
  /** Set by the Maven profile that makes the image: its parts are those of this build. */
  private static final String FRESH = "image.parts";

  private static final Path PARTS = Path.of("target/image").toAbsolutePath();
  private static final Path APP = PARTS.resolve("root/app");

  private ImageProgram() {}

  /** Whether some build made it, perhaps an older one. */
  public static boolean isThere() {
    return Files.isRegularFile(APP.resolve("operator.aot"));
  }

  /** Whether the build that runs these tests made it. */
  static boolean isFresh() {
    return PARTS.toString().equals(System.getProperty(FRESH)) && isThere();
  }

  /**
   * The image's own arguments up to the class to run, on the folders here.
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
