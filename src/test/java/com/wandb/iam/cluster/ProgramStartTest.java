package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramStartTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private WatchedProcess start(String script) {
    return WatchedProcess.start("program", folder, List.of("/bin/sh", "-c", script));
  }

  @Test
  void ready_program_is_found_by_a_later_try() {
    var tries = new AtomicInteger();
    try (var program = start("exec sleep 600")) {
      assertThatCode(
              () -> ProgramStart.await(program, PATIENCE, () -> tries.incrementAndGet() == 3))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void ended_program_is_reported_with_its_log() {
    try (var program = start("echo some reason")) {
      assertThatThrownBy(() -> ProgramStart.await(program, PATIENCE, () -> false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("program ended while it started", "some reason");
    }
  }

  /** Another program may answer at its port. */
  @Test
  void ended_program_is_not_ready_despite_an_answer() {
    try (var program = start("exit 1")) {
      assertThatThrownBy(() -> ProgramStart.await(program, PATIENCE, () -> !program.isAlive()))
          .hasMessageContaining("program ended while it started");
    }
  }

  @Test
  void slow_program_is_reported_after_the_limit() {
    try (var program = start("exec sleep 600")) {
      assertThatThrownBy(() -> ProgramStart.await(program, Duration.ofMillis(200), () -> false))
          .hasMessageContaining("program was not ready within PT0.2S");
    }
  }
}
