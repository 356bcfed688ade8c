package com.wandb.iam.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Program of a Go module in this repository (src/dev/...) with pinned versions and checksums. The
 * user's machine builds it if no other source has it.
 *
 * @param name of the program file
 * @param module folder with go.mod, go.sum and perhaps sources; it is copied, never written to
 * @param packageName package to build, {@code .} for the module itself
 * @param linkerFlags for {@code -ldflags}, may be empty
 * @param tags for {@code -tags}, with which packages omit parts; may be empty
 */
public record GoTool(
    String name, Path module, String packageName, String linkerFlags, String tags) {

  /** Creates a tool without build tags. */
  public GoTool(String name, Path module, String packageName, String linkerFlags) {
    this(name, module, packageName, linkerFlags, "");
  }

  /** Returns the go command of this machine's PATH. */
  public static Optional<Path> go() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Builds the program into the target, unless it exists.
   *
   * @throws NotAvailableException without Go, or with the end of the build output if the build
   *     fails
   */
  public Path buildInto(ToolCache cache, Path target) throws NotAvailableException {
    if (Files.isExecutable(target)) {
      return target;
    }
    var go = go().orElseThrow(() -> new NotAvailableException("there is no `go` on the PATH"));
    return cache.exclusively(
        () -> {
          if (!Files.isExecutable(target)) {
            build(go, cache, target);
          }
          return target;
        });
  }

  private void build(Path go, ToolCache cache, Path target)
      throws IOException, NotAvailableException {
    var work = cache.newWorkFolder(name);
    try {
      copySources(work);
      var output = work.resolve("built");
      var command = new ArrayList<>(List.of(go.toString(), "build", "-v", "-trimpath"));
      command.addAll(
          List.of(
              "-buildvcs=false", "-ldflags", linkerFlags, "-tags", tags, "-o", output.toString()));
      command.add(packageName);
      run(command, work);
      ToolCache.publish(output, target);
    } finally {
      WatchedProcess.removeDirectory(work);
    }
  }

  private void run(List<String> command, Path work) throws NotAvailableException {
    var progress = new Progress("Building " + name + " with Go (only this once)");
    try (var build = WatchedProcess.start("go-build", work, command, environment())) {
      while (!build.awaitEnd(Progress.TICK)) {
        progress.tick(build::lastLine);
      }
      if (build.exitValue() != 0) {
        throw new NotAvailableException(
            "`go build` of " + packageName + " failed:\n" + build.logTail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException("interrupted", e);
    }
  }

  /** Sets every variable with which user settings could change the result. */
  private static Map<String, String> environment() {
    return Map.of(
        "CGO_ENABLED",
        "0",
        "GOFLAGS",
        "",
        "GOWORK",
        "off",
        "GO111MODULE",
        "on",
        "GOOS",
        "",
        "GOARCH",
        "");
  }

  private void copySources(Path work) throws IOException {
    try (var files = Files.list(module)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, work.resolve(file.getFileName()));
      }
    }
  }
}
