package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ClusterHttpClientFactoryTest {
  private final List<String> sent = new CopyOnWriteArrayList<>();

  private final Interceptor counting =
      new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
          sent.add(request.method());
        }
      };

  private static String readRequest(Socket client) throws IOException {
    var in = client.getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    if (head.indexOf("POST") == 0) {
      in.readNBytes(2);
    }
    return head.toString();
  }

  private static void answer(Socket client) throws IOException {
    client
        .getOutputStream()
        .write(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Answers a GET, hangs up on a POST on the same connection, and answers the next POST. */
  private static void serve(ServerSocket server) {
    try {
      try (var first = server.accept()) {
        readRequest(first);
        answer(first);
        readRequest(first);
      }
      try (var second = server.accept()) {
        readRequest(second);
        answer(second);
        readRequest(second);
      }
    } catch (IOException end) {
      // The client reports what is missing.
    }
  }

  @Test
  void repeated_request_passes_the_interceptors_again() throws IOException {
    try (var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20_000);
      Thread.ofVirtual().start(() -> serve(server));
      var config =
          new ConfigBuilder(Config.empty())
              .withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
              .build();
      try (var client =
          new KubernetesClientBuilder()
              .withConfig(config)
              .withHttpClientFactory(new ClusterHttpClientFactory())
              .withHttpClientBuilderConsumer(
                  http -> http.addOrReplaceInterceptor("counting", counting))
              .build()) {
        client.raw("/api", "GET", null);
        client.raw("/api", "POST", "{}");
        assertThat(sent).containsExactly("GET", "POST", "POST");
      }
    }
  }
}
