package com.wandb.iam.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.health.TextServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Slow clients and many clients, in separate processes because the JDK reads its limits only once.
 */
class TextServerLimitsTest {
  private static final int CONNECTIONS_MAX = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Opens half-sent requests, or more connections than the limit, against its own server. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      try (var server =
          TextServer.start(
              "test", loopback, Map.of("/", () -> new Answer(200, "text/plain", "")))) {
        if (arguments[0].equals("slow")) {
          try (var slow = connect(server)) {
            System.out.println("half a request: " + answer(slow, "GET / HTTP/1.1\r\nA: "));
          }
        } else {
          var open = new ArrayList<Socket>();
          while (open.size() < CONNECTIONS_MAX) {
            open.add(connect(server));
          }
          System.out.println(
              "last: " + answer(open.getLast(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
          try (var surplus = connect(server)) {
            System.out.println("one more: " + answer(surplus, ""));
          }
          for (var connection : open) {
            connection.close();
          }
        }
      }
    }

    private static Socket connect(TextServer server) throws IOException {
      var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      return socket;
    }

    /** Returns the first line from the server, or reports that it closed the connection. */
    private static String answer(Socket connection, String request) throws IOException {
      connection.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var first = connection.getInputStream().readNBytes("HTTP/1.1 200".length());
      return first.length == 0 ? "closed" : new String(first, StandardCharsets.US_ASCII);
    }
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    command.add(command.size() - 1, Program.class.getName());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void half_sent_request_is_closed_after_the_time_for_a_request() throws Exception {
    assertThat(run("-Dsun.net.httpserver.maxReqTime=1", "slow")).contains("half a request: closed");
  }

  @Test
  void half_sent_request_is_closed_without_settings_too() throws Exception {
    assertThat(run("slow")).contains("half a request: closed");
  }

  @Test
  void connection_beyond_the_limit_is_closed_at_once() throws Exception {
    assertThat(run("many")).contains("last: HTTP/1.1 200", "one more: closed");
  }
}
