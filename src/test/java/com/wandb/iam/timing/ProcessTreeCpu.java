package com.wandb.iam.timing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The CPU time of this JVM and of all processes below it. */
final class ProcessTreeCpu {
  /** Every Linux counts in hundredths of a second here, whatever its kernel's own clock is. */
  private static final long NANOS_PER_TICK = Duration.ofMillis(10).toNanos();

  /** Of the fields after the name of the program: utime, stime, cutime, cstime. */
  private static final int FIRST_TIME = 11;

  private static final int TIMES = 4;

  private ProcessTreeCpu() {}

  /**
   * Returns the CPU time so far, in nanoseconds. Without /proc, returns that of this JVM only.
   * Includes processes that ended, if their parents waited for them.
   */
  static long nanos() {
    var self = ProcessHandle.current();
    if (!Files.exists(stat(self))) {
      return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getProcessCpuTime();
    }
    return Stream.concat(Stream.of(self), self.descendants()).mapToLong(ProcessTreeCpu::ticks).sum()
        * NANOS_PER_TICK;
  }

  private static Path stat(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()), "stat");
  }

  private static long ticks(ProcessHandle process) {
    try {
      return ticks(Files.readString(stat(process)));
    } catch (IOException ended) {
      return 0;
    }
  }

  /** Reads the line of /proc/PID/stat; the name of the program may contain spaces and brackets. */
  static long ticks(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return LongStream.range(FIRST_TIME, FIRST_TIME + TIMES)
        .map(field -> Long.parseLong(fields[(int) field]))
        .sum();
  }
}
