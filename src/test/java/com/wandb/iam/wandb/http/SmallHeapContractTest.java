package com.wandb.iam.wandb.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxOptions;
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
 * Half of the heap that the chart's limit of memory comes to, and servers that answer as much as
 * they like, in what costs most to read: nothing runs out, and ten thousand people are read
 * elsewhere.
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
  void no_answer_takes_the_memory_that_others_live_on(String item) throws Exception {
    var head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"totalResults\":1,\"Resources\":[";
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
