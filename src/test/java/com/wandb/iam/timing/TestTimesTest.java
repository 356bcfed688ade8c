package com.wandb.iam.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTimesTest {
  private final AtomicLong wall = new AtomicLong();
  private final AtomicLong cpu = new AtomicLong(Duration.ofSeconds(7).toNanos());

  @TempDir Path folder;

  private TestTimes times() {
    return new TestTimes(folder.resolve("below/times.tsv"), wall::get, cpu::get);
  }

  private void pass(int wallMillis, int cpuMillis) {
    wall.addAndGet(Duration.ofMillis(wallMillis).toNanos());
    cpu.addAndGet(Duration.ofMillis(cpuMillis).toNanos());
  }

  private String written() throws IOException {
    return Files.readString(folder.resolve("below/times.tsv"));
  }

  @Test
  void classes_in_sequence_each_get_their_own_time() throws IOException {
    var times = times();
    times.started("First");
    pass(1000, 100);
    times.finished("First");
    pass(5, 50);
    times.started("Second");
    pass(2000, 300);
    times.finished("Second");

    assertThat(written()).isEqualTo("First\t1000\t100\nSecond\t2000\t300\n");
  }

  @Test
  void classes_at_the_same_time_share_the_cpu_time() throws IOException {
    var times = times();
    times.started("Long");
    pass(10, 100);
    times.started("Short");
    pass(10, 60);
    times.finished("Short");
    pass(10, 5);
    times.finished("Long");

    assertThat(written()).isEqualTo("Short\t10\t30\nLong\t30\t135\n");
  }

  @Test
  void process_times_are_read_after_any_program_name() {
    var stat = "42 (a) b (c) S 1 42 42 0 -1 4194304 1 2 3 4 100 20 3000 400 20 0 9 0 7 8 9";
    assertThat(ProcessTreeCpu.ticks(stat)).isEqualTo(3520);
  }

  @Test
  void work_of_a_child_process_is_counted() throws Exception {
    long before = ProcessTreeCpu.nanos();
    var child =
        new ProcessBuilder("/bin/sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")
            .start();
    assertThat(child.waitFor()).isZero();
    assertThat(ProcessTreeCpu.nanos()).isGreaterThan(before);
  }
}
