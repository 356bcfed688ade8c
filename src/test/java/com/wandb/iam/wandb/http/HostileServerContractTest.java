package com.wandb.iam.wandb.http;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import com.wandb.iam.wandb.http.ScriptedServer.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile server: it receives the key for this server only, and can neither redirect it, block the
 * caller nor terminate the caller.
 */
@Timeout(60)
class HostileServerContractTest {
  private static final Consumer<WandbApi> LIST = api -> api.users().list();

  /** Requests of every kind: every method, both protocols, both kinds of key. */
  private static final List<Consumer<WandbApi>> CALLS =
      List.of(
          LIST,
          api -> api.users().byId("VXNlcjox"),
          api -> api.users().create("bob", "bob@example.com"),
          api -> api.users().delete("VXNlcjox"),
          api -> api.teams().addMembers("RW50aXR5OjE=", List.of("VXNlcjox")),
          api -> api.teams().rosters(List.of("vision")),
          api -> api.teams().delete("vision"),
          api -> api.apiKeys().generate(ApiKey.of("a".repeat(40)), "d"),
          api -> api.apiKeys().holder(ApiKey.of("a".repeat(40))));

  private static Throwable failure(Script script, Consumer<WandbApi> call) {
    try (var server = ScriptedServer.answering(script);
        var api = Connections.to(server.url())) {
      return catchThrowable(() -> call.accept(api));
    }
  }

  private static void assertMalformed(Script script, Consumer<WandbApi> call) {
    assertThat(failure(script, call))
        .isInstanceOfSatisfying(
            Unavailable.class, error -> assertThat(error.reason()).isEqualTo(Outage.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 305, 307, 308})
  void redirects_are_never_followed_and_receive_no_key(int status) {
    try (var elsewhere = ScriptedServer.always(200, "{}")) {
      var address = elsewhere.url().getAuthority();
      for (var location :
          List.of(
              "http://" + address + "/scim/Users",
              "//" + address + "/graphql",
              "http://wandb@" + address + "/",
              "HTTP://" + address.replace("localhost", "127.0.0.1") + "/",
              "/login?next=http://" + address)) {
        for (var call : CALLS) {
          try (var server = ScriptedServer.always(status, "{}", "Location", location);
              var api = Connections.to(server.url())) {
            assertThat(catchThrowable(() -> call.accept(api)))
                .as("%s to %s", status, location)
                .isInstanceOf(Unavailable.class);
            assertThat(server.received()).hasSize(1);
          }
        }
      }
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @Test
  void credential_challenge_gets_the_same_request_once() {
    for (var call : CALLS) {
      try (var server =
              ScriptedServer.always(
                  401, "{}", "WWW-Authenticate", "Basic realm=\"another\"", "Connection", "close");
          var api = Connections.to(server.url())) {
        catchThrowable(() -> call.accept(api));
        assertThat(server.received()).hasSize(1);
        assertThat(server.received().getFirst().headers()).doesNotContainKey("proxy-authorization");
      }
    }
  }

  @Test
  void state_from_the_server_is_never_sent_back() {
    var list = "{\"totalResults\":0,\"Resources\":[]}";
    try (var server =
            ScriptedServer.always(
                200,
                list,
                "Set-Cookie",
                "session=stolen; Domain=localhost",
                "Alt-Svc",
                "h2=\":1\"");
        var api = Connections.to(server.url())) {
      LIST.accept(api);
      LIST.accept(api);
      assertThat(server.received())
          .hasSize(2)
          .allSatisfy(
              request -> assertThat(request.headers()).doesNotContainKeys("cookie", "alt-used"));
    }
  }

  /** Writes until the peer closes the connection. */
  private static void repeat(OutputStream out, String text) throws IOException {
    var block = text.repeat(100).getBytes(UTF_8);
    for (int i = 0; i < 1_000_000; i++) {
      out.write(block);
    }
  }

  static Stream<String> headersWithoutEnd() {
    return Stream.of("X-More: and more\r\n", "x", "X-A: b\r\n c\r\n");
  }

  @ParameterizedTest
  @MethodSource("headersWithoutEnd")
  void endless_headers_are_read_only_up_to_a_limit(String header) {
    Script endless =
        (_, out) -> {
          out.write("HTTP/1.1 200 OK\r\nX-First: ".getBytes(UTF_8));
          repeat(out, header);
        };
    assertMalformed(endless, LIST);
  }

  @Test
  void endless_interim_responses_are_an_outage() {
    Script promising =
        (_, out) -> {
          repeat(out, "HTTP/1.1 103 Early Hints\r\n\r\n");
        };
    try (var server = ScriptedServer.answering(promising);
        var api = Connections.impatient(server.url())) {
      assertThat(catchThrowable(() -> LIST.accept(api))).isInstanceOf(Unavailable.class);
    }
  }

  /**
   * Sends a compressed body of a few kilobytes that would expand to hundreds of megabytes. The
   * client neither requests nor unpacks compression.
   */
  @Test
  void compressed_answer_is_not_decompressed() {
    var bomb = gzip(512);
    assertThat(bomb.length).isLessThan(1_000_000);
    var head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: "
            + bomb.length
            + "\r\nConnection: close\r\n\r\n";
    try (var server =
            ScriptedServer.answering(
                (_, out) -> {
                  out.write(head.getBytes(UTF_8));
                  out.write(bomb);
                });
        var api = Connections.to(server.url())) {
      assertThat(catchThrowable(() -> LIST.accept(api))).isInstanceOf(Unavailable.class);
      assertThat(server.received().getFirst().headers()).doesNotContainKey("accept-encoding");
    }
  }

  private static byte[] gzip(int megabytes) {
    var packed = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(packed)) {
      var block = new byte[1 << 20];
      for (int i = 0; i < megabytes; i++) {
        zip.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  @Test
  void non_json_charset_is_malformed() {
    var text = "{\"totalResults\":0,\"Resources\":[]}".getBytes(UTF_16);
    assertMalformed(
        (_, out) -> {
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-16\r\n"
                      + "Content-Length: "
                      + text.length
                      + "\r\n\r\n")
                  .getBytes(UTF_8));
          out.write(text);
        },
        LIST);
  }

  /**
   * Rejects duplicate fields, because a proxy may have checked one value while the operator uses
   * the other.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"totalResults\":1,\"Resources\":[{\"id\":\"1\",\"id\":\"2\",\"userName\":\"x\"}]}",
        "{\"totalResults\":0,\"totalResults\":1,\"Resources\":[{\"id\":\"1\",\"userName\":\"x\"}]}",
        "{\"totalResults\":1,\"Resources\":[],\"Resources\":[{\"id\":\"1\",\"userName\":\"x\"}]}"
      })
  void duplicate_json_field_is_malformed(String body) {
    assertMalformed((_, out) -> out.write(ScriptedServer.answer(200, body)), LIST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1e9", "1.5", "99999999999999999999", "2147483647", "\"3\"", "true", "[1]"})
  void invalid_total_ends_the_list_at_once(String total) {
    var body = "{\"totalResults\":" + total + ",\"Resources\":[]}";
    try (var server = ScriptedServer.always(200, body);
        var api = Connections.to(server.url())) {
      assertThat(catchThrowable(() -> LIST.accept(api))).isInstanceOf(Unavailable.class);
      assertThat(server.received()).hasSize(1);
    }
  }

  /** Checks a list where every page has a new account and the total never ends. */
  @Test
  void a_list_without_end_is_given_up() {
    var next = new AtomicInteger();
    try (var server =
            ScriptedServer.answering(
                (_, out) -> {
                  var page = new StringBuilder("{\"totalResults\":2147483647,\"Resources\":[");
                  for (int i = 0; i < 20_000; i++) {
                    page.append(i == 0 ? "" : ",")
                        .append("{\"id\":\"")
                        .append(next.incrementAndGet())
                        .append("\",\"userName\":\"x\"}");
                  }
                  out.write(ScriptedServer.answer(200, page + "]}"));
                });
        var api = Connections.to(server.url())) {
      assertThat(catchThrowable(() -> LIST.accept(api)))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("more than");
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void overlong_id_is_malformed() {
    var body = "{\"id\":\"%s\",\"userName\":\"x\"}".formatted("i".repeat(257));
    Script script = (_, out) -> out.write(ScriptedServer.answer(200, body));
    assertMalformed(script, api -> api.users().create("x", "x@example.com"));
    Script list =
        (_, out) ->
            out.write(
                ScriptedServer.answer(200, "{\"totalResults\":1,\"Resources\":[" + body + "]}"));
    assertMalformed(list, LIST);
  }
}
