package com.wandb.iam.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The library by which Flux, and Helm when it waits, decide whether a resource is ready: asked for
 * real, so that our conditions are held to what they do and not to what we think they do.
 */
public final class KstatusJudge {
  private KstatusJudge() {}

  /** Whether there is a Go on this machine to build the judge, or one that was built before. */
  public static boolean available() {
    return GoTool.go().isPresent() || Files.isExecutable(target(ToolCache.ofUser()));
  }

  /**
   * Judges one resource. The first call on a machine builds the program, which takes a minute.
   *
   * @param json the whole resource as the API server returns it
   * @throws IllegalStateException when the judge cannot be built, or when this is no resource
   */
  public static KstatusVerdict judge(String json) {
    var program = program();
    try {
      var process = new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
      try (var input = process.getOutputStream()) {
        input.write(json.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("kstatus: " + output.strip());
      }
      return verdict(output.stripTrailing());
    } catch (IOException e) {
      throw new UncheckedIOException("kstatus", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static KstatusVerdict verdict(String line) {
    int tab = line.indexOf('\t');
    return tab < 0
        ? new KstatusVerdict(line, "")
        : new KstatusVerdict(line.substring(0, tab), line.substring(tab + 1));
  }

  private static Path module() {
    return ProjectFiles.root().resolve("src/dev/kstatus");
  }

  /** A change of the sources or of their dependencies is another program. */
  private static Path target(ToolCache cache) {
    return cache.builtFrom(module(), "main.go", "go.mod", "go.sum").resolve("kstatus");
  }

  private static Path program() {
    try {
      var cache = ToolCache.ofUser();
      return new GoTool("kstatus", module(), ".", "-s -w").buildInto(cache, target(cache));
    } catch (NotAvailableException e) {
      throw new IllegalStateException("no kstatus: " + e.getMessage(), e);
    }
  }
}
