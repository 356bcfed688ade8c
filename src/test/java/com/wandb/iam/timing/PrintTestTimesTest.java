package com.wandb.iam.timing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of the slowest test classes, which {@code src/dev/run test} prints at its end. */
class PrintTestTimesTest {
  private static final Path SCRIPT = Path.of("src/dev/run").toAbsolutePath();

  /** More rows than a pipe holds: a reader that ends early would end the whole run with 141. */
  private static final int ROWS = 20_000;

  @TempDir private Path folder;

  @Test
  void a_long_table_ends_well() throws Exception {
    Files.createDirectories(folder.resolve("target/test-times"));
    Files.writeString(
        folder.resolve("target/test-times/fork.tsv"),
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(row -> "com.wandb.iam.Some%05dTest\t%d\t%d\n".formatted(row, row, 2 * row))
            .collect(Collectors.joining()));
    var output = folder.resolve("output.txt");

    var shell =
        new ProcessBuilder(
                "bash",
                "-c",
                "set -euo pipefail; eval \"$(sed -n '/^print_test_times()/,/^}/p' \"$1\")\";"
                    + " print_test_times",
                "bash",
                SCRIPT.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
    var lines = Files.readString(output, UTF_8).lines().toList();
    assertThat(shell.exitValue()).as(() -> String.join("\n", lines)).isZero();
    assertThat(lines.stream().filter(line -> line.contains("com.wandb.iam.")))
        .hasSize(10)
        .first()
        .asString()
        .matches(" +20\\.0 +40\\.0 +com\\.wandb\\.iam\\.Some20000Test");
    assertThat(lines.getLast()).startsWith("CPU time of the whole run: user ");
  }
}
