package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A watch whose connection ends is opened again, whatever the client does at that moment. */
class WatchEndsTest {
  /** From RFC 6455, section 1.3. */
  private static final String HANDSHAKE = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final CompletableFuture<String> handled = new CompletableFuture<>();
  private final CompletableFuture<String> secondRequest = new CompletableFuture<>();

  private final Watcher<ConfigMap> slow =
      new Watcher<>() {
        @Override
        public void eventReceived(Action action, ConfigMap resource) {
          handled.complete(resource.getMetadata().getName());
          secondRequest.join();
        }

        @Override
        public void onClose(WatcherException cause) {
          secondRequest.completeExceptionally(cause);
        }
      };

  private static String event(String name, int resourceVersion) {
    return """
        {"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap",\
        "metadata":{"name":"%s","namespace":"default","resourceVersion":"%d"}}}"""
        .formatted(name, resourceVersion);
  }

  private static void send(String event, OutputStream out) throws IOException {
    var text = event.getBytes(StandardCharsets.UTF_8);
    out.write(new byte[] {(byte) 0x81, 126, (byte) (text.length >> 8), (byte) text.length});
    out.write(text);
    out.flush();
  }

  private static String readRequest(InputStream in) throws IOException {
    var request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      request.append((char) in.read());
    }
    return request.toString();
  }

  private static String accept(String request) {
    try {
      var key = request.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1") + HANDSHAKE;
      var digest =
          MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.US_ASCII));
      return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: "
          + Base64.getEncoder().encodeToString(digest)
          + "\r\n\r\n";
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Sends two events and hangs up while the first is handled; then waits for the next request. */
  private void serve(ServerSocket server) {
    try {
      try (Socket first = server.accept()) {
        var out = first.getOutputStream();
        out.write(accept(readRequest(first.getInputStream())).getBytes(StandardCharsets.US_ASCII));
        send(event("one", 7), out);
        handled.join();
        send(event("two", 8), out);
      }
      try (Socket second = server.accept()) {
        secondRequest.complete(readRequest(second.getInputStream()));
      }
    } catch (IOException failure) {
      secondRequest.completeExceptionally(failure);
    }
  }

  private static Config config(ServerSocket server) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
        .withWatchReconnectInterval(10)
        .build();
  }

  @Test
  void connection_ended_during_events_is_opened_again() throws Exception {
    try (var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20_000);
      Thread.ofVirtual().start(() -> serve(server));
      try (var client = Main.client(config(server));
          var watch = client.configMaps().inNamespace("default").watch(slow)) {
        assertThat(watch).isNotNull();
        assertThat(secondRequest.get()).contains("resourceVersion=7").contains("watch=true");
      }
    }
  }
}
