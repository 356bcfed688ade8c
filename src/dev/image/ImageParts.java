import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prepares what the container image holds beside the jars: a Java runtime of the modules that they
 * need, an AOT cache made from these jars by this runtime, the options that both are used with, and
 * the list of what is in it. Run by the Maven profile {@code image}, with the JDK that it compiles
 * with; what comes out is for machines of the sort that it runs on.
 */
final class ImageParts {
  /** Jib gives every file this time, and the JVM refuses a cache for jars of another. */
  private static final FileTime IN_THE_IMAGE = FileTime.from(Instant.ofEpochSecond(1));

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String MAIN = "com.wandb.iam.Main";

  /**
   * Only classes that the operator does not use reach for it: Log4j2Metrics of Micrometer and
   * MethodProperty of SnakeYAML; Jackson does without where it is missing. It would make the
   * runtime half as large again.
   */
  private static final String NOT_NEEDED = "java.desktop";

  private final Path jar;
  private final Path sbom;
  private final Path work;
  private final Path runtime;
  private final Path app;

  private ImageParts(Path target, String name) {
    jar = target.resolve(name + ".jar");
    sbom = target.resolve("bom.json");
    work = target.resolve("image");
    runtime = work.resolve("root/opt/java");
    app = work.resolve("root/app");
  }

  /** Arguments: Maven's folder target, and the name of the jar in it without its ending. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IllegalStateException(
          "the image gets a runtime like that of this machine, so make it on Linux");
    }
    new ImageParts(Path.of(arguments[0]).toAbsolutePath(), arguments[1]).make();
  }

  private void make() throws IOException, InterruptedException {
    remove(work);
    Files.createDirectories(app);
    if (!Files.isRegularFile(sbom)) {
      throw new IllegalStateException("no " + sbom + ": the plugin makes it only while online");
    }
    writeComponents();
    var jars = jars();
    link(jars);
    writeOptions(jars);
    var trained = stageAsInTheImage(jars);
    setTimes(runtime);
    train(trained);
  }

  /** Maven knows the libraries; the runtime is in the image too. */
  private void writeComponents() throws IOException {
    var libraries = Files.readString(sbom);
    var list = "\n  \"components\" : [";
    if (libraries.indexOf(list) < 0 || libraries.indexOf(list) != libraries.lastIndexOf(list)) {
      throw new IllegalStateException(sbom + " has not one list of components");
    }
    var version = Runtime.version().toString();
    var component =
        """
         {
          "type" : "platform",
          "bom-ref" : "pkg:generic/openjdk@%1$s",
          "publisher" : "%2$s",
          "name" : "openjdk",
          "version" : "%1$s",
          "purl" : "pkg:generic/openjdk@%1$s"
        },\
        """
            .formatted(version, System.getProperty("java.vendor"));
    Files.writeString(app.resolve("sbom.json"), libraries.replace(list, list + component));
  }

  private void link(List<Path> jars) {
    var needed =
        new TreeSet<>(
            Arrays.asList(
                run(
                        "jdeps",
                        "--print-module-deps",
                        "--ignore-missing-deps",
                        "--multi-release=" + Runtime.version().feature(),
                        "--class-path=" + joined(jars),
                        jar.toString())
                    .strip()
                    .split(",")));
    needed.remove(NOT_NEEDED);
    // Not compressed: the layer is, and then comes out smaller than with both.
    run(
        "jlink",
        "--add-modules=" + String.join(",", needed),
        "--compress=zip-0",
        "--strip-java-debug-attributes",
        "--no-header-files",
        "--no-man-pages",
        "--output=" + runtime);
    say("runtime of " + String.join(", ", needed));
  }

  private static String joined(List<Path> jars) {
    return jars.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static String run(String tool, String... arguments) {
    var out = new StringWriter();
    int exit =
        ToolProvider.findFirst(tool)
            .orElseThrow(() -> new IllegalStateException("this JDK has no " + tool))
            .run(new PrintWriter(out), new PrintWriter(out), arguments);
    if (exit != 0) {
      throw new IllegalStateException(tool + " failed:\n" + out);
    }
    return out.toString();
  }

  /** The jars in the order in which they are tested: that of the manifest. */
  private List<Path> jars() throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      var libraries = file.getManifest().getMainAttributes().getValue("Class-Path").split(" ");
      return Stream.concat(Stream.of(jar), Stream.of(libraries).map(one -> jar.resolveSibling(one)))
          .toList();
    }
  }

  /** Where Jib puts a jar below {@code /app}. */
  private Path inTheImage(Path one) {
    return Path.of(one.equals(jar) ? "classpath" : "libs").resolve(one.getFileName());
  }

  private void writeOptions(List<Path> jars) throws IOException {
    var classPath =
        jars.stream().map(one -> "/app/" + inTheImage(one)).collect(Collectors.joining(":"));
    Files.writeString(
        app.resolve("java.args"),
        """
        -XX:AOTCache=/app/operator.aot
        -XX:MaxRAMPercentage=50
        -XX:+ExitOnOutOfMemoryError
        -XX:-UsePerfData
        -cp
        %s
        %s
        """
            .formatted(classPath, MAIN));
  }

  private List<Path> stageAsInTheImage(List<Path> jars) throws IOException {
    var staged = new ArrayList<Path>();
    for (var one : jars) {
      var copy = work.resolve("training/app").resolve(inTheImage(one));
      Files.createDirectories(copy.getParent());
      Files.copy(one, copy);
      Files.setLastModifiedTime(copy, IN_THE_IMAGE);
      staged.add(copy);
    }
    return staged;
  }

  private static void setTimes(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, IN_THE_IMAGE);
      }
    }
  }

  /** Starts the operator, lets it watch a cluster in which there is nothing, and stops it. */
  private void train(List<Path> jars) throws IOException, InterruptedException {
    var cache = app.resolve("operator.aot");
    var log = work.resolve("training.log");
    try (var cluster = EmptyCluster.start(work)) {
      var operator =
          new ProcessBuilder(
              runtime.resolve("bin/java").toString(),
              "-XX:AOTCacheOutput=" + cache,
              // Only with this collector objects get into the cache; others can load them.
              "-XX:+UseG1GC",
              // JDK 25 takes two adapters for the same at each start, and warns about it on stdout.
              "-XX:+UnlockDiagnosticVMOptions",
              "-XX:-AOTAdapterCaching",
              "-Xlog:aot=error",
              "-cp",
              joined(jars),
              MAIN,
              "--namespace=training",
              "--instance=training");
      operator.environment().clear();
      operator.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
      var process = operator.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      try {
        await(process, log);
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            || !Files.isRegularFile(cache)) {
          throw new IllegalStateException("the training left no cache:\n" + Files.readString(log));
        }
      } finally {
        process.destroyForcibly();
      }
    }
    say("AOT cache of %d MB".formatted(Files.size(cache) >> 20));
  }

  private static void await(Process process, Path log) throws IOException, InterruptedException {
    var end = Instant.now().plus(PATIENCE);
    while (!Files.readString(log).contains("This replica is the leader")) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            "the operator does not come to lead the training's cluster:\n" + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void say(String line) {
    System.out.println("[image] " + line);
  }
}
