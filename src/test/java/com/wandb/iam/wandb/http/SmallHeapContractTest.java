package com.wandb.iam.wandb.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Unlimited answers of the most expensive form, with half of the heap under the chart's memory
 * limit. The process does not run out of memory and reads ten thousand users of another server.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class SmallHeapContractTest {
  private static final String HEAP = "-Xmx96m";
  private static final int MANY = 10_000;
  private static final Sandbox HONEST = Sandbox.start(SandboxOptions.defaults());

  @BeforeAll
  static void fill() {
    for (int i = 0; i < MANY; i++) {
      HONEST.world().addUser("person-" + i, "person-" + i + "@example.com");
    }
  }

  @AfterAll
  static void close() {
    HONEST.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{},", "{\"a\":\"b\"},", "\"\u00e9\","})
  void large_answers_do_not_exhaust_the_memory(String item) throws Exception {
    var head =
        "HTTP/1.1 200 OK\r\n"
            + "Content-Type: application/json\r\n\r\n"
            + "{\"totalResults\":1,\"Resources\":[";
    for (long size : new long[] {880, 11_000, 40_000}) {
      try (var hostile =
          ScriptedServer.answering(
              (_, out) -> {
                out.write(head.getBytes(UTF_8));
                var block = item.repeat(10_000).getBytes(UTF_8);
                for (long sent = 0; sent < size << 10; sent += block.length) {
                  out.write(block);
                }
                out.write("{}]}".getBytes(UTF_8));
              })) {
        var said = run(hostile.url());
        assertThat(said).as("%s of %s KiB", item, size).noneMatch(line -> line.contains("Error"));
        assertThat(said.getLast()).isEqualTo("afterwards " + HONEST.world().users().size());
        assertThat(said.subList(0, said.size() - 1))
            .hasSize(16)
            .allMatch(line -> line.startsWith("refused "));
      }
    }
  }

  private static List<String> run(URI hostile) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapClient.class.getName(),
                hostile.toString(),
                HONEST.url().toString(),
                HONEST.adminKey())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().toList();
  }
}
