package com.wandb.iam.sandbox;

import com.wandb.iam.cluster.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Virtual environment with the official SDK, created once per machine and kept in its cache. */
public final class PythonSdk {
  static final String VERSION = "0.31.0";

  private final Path environment;

  private PythonSdk(Path environment) {
    this.environment = environment;
  }

  /** Returns whether the machine has a Python to create an environment. */
  private static boolean pythonIsHere() {
    try {
      return run(Path.of("."), Map.of(), 1, List.of("python3", "-c", "import venv, ensurepip"))
              .code()
          == 0;
    } catch (UncheckedIOException noSuchProgram) {
      return false;
    }
  }

  /**
   * Returns the environment, from the cache or created now. Without Python the calling test is
   * skipped with a message; in CI it fails.
   */
  public static PythonSdk forTests() throws IOException {
    boolean here = pythonIsHere();
    Machine.needs(here, "python3 with venv");
    return provide();
  }

  /** Result of a program. */
  public record Outcome(int code, String output) {}

  /**
   * Returns the environment, from the cache or created now. Several JVMs may call this at the same
   * time.
   */
  private static PythonSdk provide() throws IOException {
    String cache =
        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    Path home = Files.createDirectories(Path.of(cache, "wandb-iam-operator"));
    Path wanted = home.resolve("python-wandb-" + VERSION);
    Path lockFile = home.resolve("python-wandb-" + VERSION + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (!Files.isExecutable(wanted.resolve("bin/python"))
          || !Files.exists(wanted.resolve("complete"))) {
        make(home, wanted);
      }
    }
    return new PythonSdk(wanted);
  }

  /**
   * Created beside its target and moved there when complete, so that a partial one is never used.
   */
  private static void make(Path home, Path wanted) throws IOException {
    System.out.println(
        "Installing wandb " + VERSION + " from the package index into " + wanted + " (once) ...");
    Path fresh = Files.createTempDirectory(home, "python-wandb-");
    try {
      must(run(home, Map.of(), 5, List.of("python3", "-m", "venv", fresh.toString())));
      String python = fresh.resolve("bin/python").toString();
      must(
          run(
              home,
              Map.of(),
              10,
              List.of(
                  python,
                  "-m",
                  "pip",
                  "install",
                  "--quiet",
                  "--disable-pip-version-check",
                  "wandb==" + VERSION)));
      Files.createFile(fresh.resolve("complete"));
      delete(wanted);
      Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(fresh);
    }
  }

  private static void must(Outcome outcome) throws IOException {
    if (outcome.code() != 0) {
      throw new IOException("cannot provide the Python SDK:\n" + outcome.output());
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /**
   * Runs a script without the user's own settings.
   *
   * @param variables of the environment, in addition to the few that every program needs
   */
  public Outcome run(
      Path home, Path script, List<String> arguments, Map<String, String> variables) {
    List<String> command =
        new ArrayList<>(List.of(environment.resolve("bin/python").toString(), script.toString()));
    command.addAll(arguments);
    return run(home, isolated(home, variables), 4, command);
  }

  /** Starts a script that answers requests, without the user's own settings. */
  public PythonConversation converse(Path home, Path script) {
    ProcessBuilder builder =
        new ProcessBuilder(environment.resolve("bin/python").toString(), script.toString())
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(isolated(home, Map.of()));
    try {
      return new PythonConversation(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> isolated(Path home, Map<String, String> variables) {
    Map<String, String> isolated = new HashMap<>(variables);
    isolated.put("HOME", home.toString());
    isolated.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    isolated.put("NO_PROXY", "127.0.0.1");
    isolated.put("WANDB_ERROR_REPORTING", "false");
    isolated.put("PYTHONDONTWRITEBYTECODE", "1");
    return isolated;
  }

  /**
   * @param isolated the whole environment of the program, or nothing for the environment of this
   *     JVM
   */
  private static Outcome run(
      Path directory, Map<String, String> isolated, int minutes, List<String> command) {
    try {
      Path output = Files.createTempFile("python-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      if (!isolated.isEmpty()) {
        builder.environment().clear();
        builder.environment().putAll(isolated);
      }
      Process process = builder.start();
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String text = Files.readString(output);
      Files.delete(output);
      return new Outcome(
          ended ? process.exitValue() : -1,
          ended ? text : text + "\ntook longer than " + minutes + " min");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
