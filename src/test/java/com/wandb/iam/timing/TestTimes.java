package com.wandb.iam.timing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Records the wall time and the CPU time of each test class. Each JVM appends to a file of its own
 * in target/test-times, one line per class: name, wall time and CPU time, both in milliseconds. The
 * CPU time is that of this JVM and of the processes that it started. Classes that run at the same
 * time share it equally, so that the sum is right.
 */
public final class TestTimes implements TestExecutionListener {
  private static final Path DIRECTORY = Path.of("target", "test-times");

  private final Path file;
  private final LongSupplier wallNanos;
  private final LongSupplier cpuNanos;
  private final Map<String, Usage> running = new HashMap<>();
  private long cpuBefore;

  /** Called by the service loader. */
  public TestTimes() {
    this(
        DIRECTORY.resolve(ProcessHandle.current().pid() + ".tsv"),
        System::nanoTime,
        ProcessTreeCpu::nanos);
  }

  TestTimes(Path file, LongSupplier wallNanos, LongSupplier cpuNanos) {
    this.file = file;
    this.wallNanos = wallNanos;
    this.cpuNanos = cpuNanos;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    className(test).ifPresent(this::started);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    className(test).ifPresent(this::finished);
  }

  /** Returns the class name if the identifier is a top-level test class, a child of its engine. */
  private static Optional<String> className(TestIdentifier test) {
    var segments = test.getUniqueIdObject().getSegments();
    return segments.size() == 2 && segments.get(1).getType().equals("class")
        ? Optional.of(segments.get(1).getValue())
        : Optional.empty();
  }

  synchronized void started(String className) {
    shareCpu();
    running.put(className, new Usage(wallNanos.getAsLong()));
  }

  synchronized void finished(String className) {
    shareCpu();
    var usage = running.remove(className);
    if (usage != null) {
      append(className, wallNanos.getAsLong() - usage.start, usage.cpu);
    }
  }

  private void shareCpu() {
    long now = cpuNanos.getAsLong();
    // A process that ends without being waited for takes its time with it.
    long used = Math.max(0, now - cpuBefore);
    cpuBefore = now;
    running.values().forEach(usage -> usage.cpu += used / running.size());
  }

  private void append(String className, long wall, long cpu) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          "%s\t%d\t%d\n"
              .formatted(
                  className, Duration.ofNanos(wall).toMillis(), Duration.ofNanos(cpu).toMillis()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static final class Usage {
    private final long start;
    private long cpu;

    private Usage(long start) {
      this.start = start;
    }
  }
}
