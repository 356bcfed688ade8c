package com.wandb.iam.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.storage.check.OddPeer;
import com.wandb.iam.storage.check.PreflightRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of every request to a store, regardless of the defaults of the HTTP library. */
class StoreHttpTest {
  private static final int LIMIT = 1024 * 1024;
  private static final byte[] NOTHING = {};

  /** Much more than the limit and all buffers, and little enough for a test. */
  private static final long MANY_BYTES = 256L * LIMIT;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> lookups = new CopyOnWriteArrayList<>();
  private StoreHttp http;

  @BeforeEach
  void open() throws Exception {
    http =
        new StoreHttp(
            new PinnedAddresses(
                host -> {
                  lookups.add(host);
                  return List.of(InetAddress.getLoopbackAddress());
                }),
            SSLContext.getDefault(),
            PreflightRun.LONG);
  }

  @AfterEach
  void close() {
    http.close();
  }

  /** Answers every request with this head and body, and records the requests. */
  private OddPeer answering(String head, byte[] body) {
    return OddPeer.that(
        connection -> {
          while (record(connection)) {
            OddPeer.send(connection, head + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            connection.getOutputStream().write(body);
            connection.getOutputStream().flush();
          }
        });
  }

  /** Returns whether there was a request. */
  private boolean record(Socket connection) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int one = connection.getInputStream().read();
      if (one < 0) {
        return false;
      }
      head.append((char) one);
    }
    requests.add(head.toString());
    return true;
  }

  private StoreHttp.Answer get(OddPeer peer, String path) throws IOException {
    return http.exchange("GET", URI.create("http://" + peer.endpoint() + path), List.of(), NOTHING);
  }

  @Test
  void request_has_the_given_headers_and_no_others() throws IOException {
    try (var peer = answering("HTTP/1.1 200 OK", NOTHING)) {
      var headers =
          List.of(
              new StoreHttp.Header("X-Given", "value"),
              new StoreHttp.Header("Content-Length", "99"),
              new StoreHttp.Header("Expect", "100-continue"));
      http.exchange("GET", URI.create("http://" + peer.endpoint() + "/a"), headers, NOTHING);
      assertThat(requests)
          .singleElement()
          .asString()
          .satisfies(
              head ->
                  assertThat(head.toLowerCase(Locale.ROOT).strip().split("\r\n"))
                      .containsExactlyInAnyOrder(
                          "get /a http/1.1",
                          "x-given: value",
                          "host: " + peer.endpoint(),
                          "connection: keep-alive"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a//b/./c/../d%2Fe%20f?x=%2F&y=+&z", "/", "/?list-type=2&prefix=a%2Fb"})
  void path_and_query_are_sent_as_given(String path) throws IOException {
    try (var peer = answering("HTTP/1.1 200 OK", NOTHING)) {
      get(peer, path);
      assertThat(requests).singleElement().asString().startsWith("GET " + path + " HTTP/1.1\r\n");
    }
  }

  @Test
  void cookies_are_not_sent_back_and_a_connection_is_used_again() throws IOException {
    try (var peer = answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/", NOTHING)) {
      get(peer, "/a");
      get(peer, "/b");
      assertThat(requests).hasSize(2).noneMatch(head -> head.contains("Cookie"));
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 301 Moved\r\nLocation: /elsewhere",
        "HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"r\"",
        "HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic realm=\"r\"",
        "HTTP/1.1 429 Too Many\r\nRetry-After: 0",
        "HTTP/1.1 503 Unavailable\r\nRetry-After: 0"
      })
  void answer_of_any_status_is_returned_and_nothing_is_sent_again(String head) throws IOException {
    try (var peer = answering(head, "text".getBytes(StandardCharsets.UTF_8))) {
      var answer = get(peer, "/a");
      assertThat(answer.status()).isEqualTo(Integer.parseInt(head.substring(9, 12)));
      assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("text");
      assertThat(requests).hasSize(1);
    }
  }

  @Test
  void request_without_an_answer_is_not_repeated() {
    try (var peer = OddPeer.that(this::record)) {
      assertThatThrownBy(() -> get(peer, "/a")).isInstanceOf(IOException.class);
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void compressed_answer_stays_compressed() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[LIMIT]);
    }
    try (var peer = answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", packed.toByteArray())) {
      assertThat(get(peer, "/a").body()).isEqualTo(packed.toByteArray());
    }
  }

  @Test
  void answer_of_exactly_the_limit_is_read() throws IOException {
    try (var peer = answering("HTTP/1.1 200 OK", new byte[LIMIT])) {
      assertThat(get(peer, "/a").body()).hasSize(LIMIT);
    }
  }

  /** The client must not read the rest in order to reuse the connection. */
  @ParameterizedTest
  @ValueSource(strings = {"X-Length: none", "Content-Length: ", "Transfer-Encoding: chunked"})
  void longer_answer_is_cut_off_however_its_length_is_declared(String header) {
    var sent = new AtomicLong();
    var part = "x".repeat(64 * 1024);
    boolean chunked = header.startsWith("Transfer");
    try (var peer =
        OddPeer.that(
            connection -> {
              OddPeer.readHead(connection);
              var length = header.endsWith(": ") ? String.valueOf(MANY_BYTES) : "";
              OddPeer.send(connection, "HTTP/1.1 200 OK\r\n" + header + length + "\r\n\r\n");
              while (sent.get() < MANY_BYTES) {
                OddPeer.send(connection, chunked ? "10000\r\n" + part + "\r\n" : part);
                sent.addAndGet(part.length());
              }
              if (chunked) {
                OddPeer.send(connection, "0\r\n\r\n");
              }
            })) {
      assertThatThrownBy(() -> get(peer, "/a")).isInstanceOf(StoreHttp.EndlessException.class);
      assertThat(sent).hasValueLessThan(MANY_BYTES / 2);
    }
  }

  @Test
  void no_proxy_of_the_process_is_used() throws IOException {
    var before = ProxySelector.getDefault();
    try (var proxy = OddPeer.silent();
        var peer = answering("HTTP/1.1 200 OK", NOTHING)) {
      ProxySelector.setDefault(
          ProxySelector.of(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(),
                  Integer.parseInt(proxy.endpoint().split(":")[1]))));
      assertThat(get(peer, "/a").status()).isEqualTo(200);
      assertThat(proxy.connections()).isZero();
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void host_name_is_resolved_once_and_sent_as_given() throws IOException {
    try (var peer = answering("HTTP/1.1 200 OK", NOTHING)) {
      var host = "store.example:" + peer.endpoint().split(":")[1];
      http.exchange("GET", URI.create("http://" + host + "/a"), List.of(), NOTHING);
      http.exchange("GET", URI.create("http://" + host + "/b"), List.of(), NOTHING);
      assertThat(lookups).containsExactly("store.example");
      assertThat(requests).isNotEmpty().allMatch(head -> head.contains("\r\nHost: " + host));
    }
  }
}
