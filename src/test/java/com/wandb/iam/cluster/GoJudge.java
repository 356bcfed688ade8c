package com.wandb.iam.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Go program that reads a question and answers with a status, a tab and a reason. The first
 * question on a machine builds it, which takes a minute.
 *
 * @param name of the program and of its folder under {@code src/dev}
 */
record GoJudge(String name) {
  /** Returns whether this machine has Go to build it, or an earlier build. */
  boolean available() {
    return GoTool.go().isPresent() || Files.isExecutable(target(ToolCache.ofUser()));
  }

  /**
   * @throws IllegalStateException when it cannot be built, or does not understand the question
   */
  HealthVerdict ask(String question) {
    var program = program();
    try {
      var process = new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
      try (var input = process.getOutputStream()) {
        input.write(question.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(name + ": " + output.strip());
      }
      return verdict(output.stripTrailing());
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static HealthVerdict verdict(String line) {
    int tab = line.indexOf('\t');
    return tab < 0
        ? new HealthVerdict(line, "")
        : new HealthVerdict(line.substring(0, tab), line.substring(tab + 1));
  }

  private Path module() {
    return ProjectFiles.root().resolve("src/dev").resolve(name);
  }

  /** Changed sources or dependencies give another program. */
  private Path target(ToolCache cache) {
    return cache.builtFrom(module(), "main.go", "go.mod", "go.sum").resolve(name);
  }

  private Path program() {
    try {
      var cache = ToolCache.ofUser();
      return new GoTool(name, module(), ".", "-s -w").buildInto(cache, target(cache));
    } catch (NotAvailableException e) {
      throw new IllegalStateException("no " + name + ": " + e.getMessage(), e);
    }
  }
}
