package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelayTest {
  private static final byte[] WATCH =
      "GET /watch?watch=true HTTP/1.1\r\nHost: server\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static Relay relay(ServerSocket server) {
    return new Relay(
        () -> new Socket(server.getInetAddress(), server.getLocalPort()),
        new Writes(),
        text -> Optional.empty());
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static Socket connect(Relay relay) throws IOException {
    var client = new Socket(relay.url().getHost(), relay.url().getPort());
    client.setSoTimeout(10_000);
    return client;
  }

  /** Reads all that comes; a connection that was reset has ended too. */
  private static String readToEnd(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  /**
   * Returns what a client of a watch gets if the server sends something and hangs up.
   *
   * @param reset whether the server resets the connection
   */
  private static String received(String sent, boolean reset) throws IOException {
    try (var server = server();
        var relay = relay(server);
        var client = connect(relay);
        var accepted = server.accept()) {
      client.getOutputStream().write(WATCH);
      accepted.getInputStream().readNBytes(WATCH.length);
      accepted.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      if (reset) {
        accepted.setSoLinger(true, 0);
      }
      accepted.close();
      return readToEnd(client);
    }
  }

  @Test
  void reset_by_the_server_ends_the_client_connection() throws IOException {
    assertThat(received("", true)).isEmpty();
  }

  @Test
  void client_gets_all_data_sent_before_the_end() throws IOException {
    assertThat(received("an event", false)).isEqualTo("an event");
  }
}
