package com.wandb.iam.wandb.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import com.wandb.iam.wandb.http.ScriptedServer.Script;
import com.wandb.iam.wandb.transport.ResponseMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that stall, are incomplete, redirect, are too large, or do not follow the protocol. */
@Timeout(60)
class BrokenAnswersContractTest {
  private static final Consumer<WandbApi> LIST = api -> api.users().list();
  private static final Consumer<WandbApi> CREATE =
      api -> api.users().create("bob", "bob@example.com");

  private static Unavailable outage(WandbApi api, Consumer<WandbApi> call) {
    return catchThrowableOfType(Unavailable.class, () -> call.accept(api));
  }

  private static Unavailable outage(Script script, Consumer<WandbApi> call) {
    try (var server = ScriptedServer.answering(script);
        var api = Connections.to(server.url())) {
      return outage(api, call);
    }
  }

  static Stream<Arguments> silences() {
    return Stream.of(
        arguments("no answer at all", ""),
        arguments("half of the headers", "HTTP/1.1 200 OK\r\nContent-"),
        arguments("no body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        arguments(
            "half of the body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Resources\""),
        arguments(
            "a chunk that never ends",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("silences")
  void a_stalled_answer_ends_after_the_time_for_the_whole_call(String what, String sent) {
    var stalling = new AtomicReference<ScriptedServer>();
    try (var server =
            ScriptedServer.answering(
                (_, out) -> {
                  out.write(sent.getBytes(UTF_8));
                  out.flush();
                  stalling.get().stall();
                });
        var api = Connections.impatient(server.url())) {
      stalling.set(server);
      long start = System.nanoTime();
      var error = outage(api, CREATE);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Connections.IMPATIENT.minusMillis(10), Duration.ofSeconds(20));
      assertThat(error.reason()).isEqualTo(Outage.TIMEOUT);
      assertThat(error.outcomeUnknown()).isTrue();
      assertThat(outage(api, LIST).outcomeUnknown()).isFalse();
    }
  }

  @Test
  void slow_body_does_not_extend_the_timeout() {
    Script drip =
        (_, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(UTF_8));
          for (int i = 0; i < 100_000; i++) {
            out.write(' ');
            out.flush();
            // Slow, so that the connection is never idle until the timeout.
            LockSupport.parkNanos(20_000_000);
          }
        };
    try (var server = ScriptedServer.answering(drip);
        var api = Connections.impatient(server.url())) {
      assertThat(outage(api, LIST).reason()).isEqualTo(Outage.TIMEOUT);
    }
  }

  static Stream<Arguments> breaks() {
    return silences();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaks")
  void incomplete_answer_is_malformed_with_unknown_write_outcome(String what, String sent) {
    Script cut = (_, out) -> out.write(sent.getBytes(UTF_8));
    assertThat(outage(cut, CREATE))
        .satisfies(
            error -> {
              assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
              assertThat(error.outcomeUnknown()).isTrue();
              assertThat(error.retryable()).isTrue();
            });
    assertThat(outage(cut, LIST).outcomeUnknown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "42",
        "\"text\"",
        "{\"id\":\"1\"",
        "{\"id\":\"1\"} and more",
        "{}",
        "{\"data\":null}",
        "{\"id\":{}}",
        "[]"
      })
  void non_resource_answer_is_malformed(String body) {
    Script script = (_, out) -> out.write(ScriptedServer.answer(200, body));
    for (Consumer<WandbApi> read :
        Stream.<Consumer<WandbApi>>of(
                LIST,
                api -> api.users().byId("1"),
                api -> api.teams().byName("vision"),
                api -> api.teams().delete("vision"))
            .toList()) {
      assertThat(outage(script, read))
          .as(body)
          .extracting(Unavailable::reason)
          .isEqualTo(Outage.MALFORMED);
    }
    assertThat(outage(script, CREATE))
        .satisfies(error -> assertThat(error.outcomeUnknown()).isTrue());
  }

  @Test
  void endlessly_nested_json_is_malformed() {
    var deep = "{\"totalResults\":0,\"Resources\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
    assertThat(outage((_, out) -> out.write(ScriptedServer.answer(200, deep)), LIST).reason())
        .isEqualTo(Outage.MALFORMED);
  }

  @Test
  void a_body_without_end_is_cut_off() {
    Script endless =
        (_, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".getBytes(UTF_8));
          var block = " ".repeat(1024 * 1024).getBytes(UTF_8);
          for (long sent = 0; sent < 4 * ResponseMemory.MAX_BODY; sent += block.length) {
            out.write(block);
          }
        };
    assertThat(outage(endless, LIST))
        .satisfies(
            error -> {
              assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
              assertThat(error).hasMessageContaining("too large");
            });
  }

  static Stream<Consumer<WandbApi>> scimCalls() {
    return Stream.of(
        LIST,
        CREATE,
        api -> api.users().byId("VXNlcjox"),
        api -> api.users().byEmail("bob@example.com"),
        api -> api.users().delete("VXNlcjox"),
        api -> api.teams().list(),
        api -> api.teams().removeMember("RW50aXR5OjE=", "VXNlcjox"),
        api -> api.roles().list(),
        api -> api.roles().delete("Um9sZTox"));
  }

  @ParameterizedTest
  @MethodSource("scimCalls")
  void web_page_at_scim_is_an_error_with_the_chart_value(Consumer<WandbApi> call) {
    for (var headers :
        new String[][] {
          {"Content-Type", "text/html; charset=utf-8"}, {"Content-Type", "text/plain"}
        }) {
      Script page =
          (_, out) ->
              out.write(ScriptedServer.answer(200, "\n<!doctype html><html></html>", headers));
      assertThat(outage(page, call))
          .satisfies(
              error -> {
                assertThat(error.reason()).isEqualTo(Outage.SCIM_NOT_ROUTED);
                assertThat(error).hasMessageContaining("global.api.additionalPaths.scim");
              });
    }
  }

  @Test
  void web_page_at_graphql_is_malformed() {
    Script page =
        (_, out) ->
            out.write(ScriptedServer.answer(200, "<html></html>", "Content-Type", "text/html"));
    assertThat(outage(page, api -> api.apiKeys().revoke("QXBpS2V5OjE=")))
        .satisfies(
            error -> {
              assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
              assertThat(error.outcomeUnknown()).isTrue();
              assertThat(error).hasMessageContaining("web page");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirect_is_not_followed_and_gets_no_key(int status) {
    try (var elsewhere = ScriptedServer.always(200, "{}");
        var server =
            ScriptedServer.always(
                status, "", "Location", elsewhere.url() + "/scim/Users?key=secret");
        var api = Connections.to(server.url())) {
      var error = outage(api, LIST);
      assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
      assertThat(error)
          .hasMessageContaining("redirects to localhost")
          .hasMessageNotContaining("secret");
      assertThat(elsewhere.received()).isEmpty();
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void nothing_listening_is_a_connection_error_and_nothing_was_done() throws IOException {
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    try (var api = Connections.to(URI.create("http://localhost:" + port))) {
      var error = outage(api, CREATE);
      assertThat(error.reason()).isEqualTo(Outage.CONNECTION);
      assertThat(error.outcomeUnknown()).isFalse();
      assertThat(error).hasMessageContaining("localhost:" + port);
    }
  }

  @Test
  void unknown_host_is_a_connection_error() {
    try (var api = Connections.to(URI.create("http://no-such-host.invalid"))) {
      var error = outage(api, CREATE);
      assertThat(error.reason()).isEqualTo(Outage.CONNECTION);
      assertThat(error).hasMessageContaining("cannot be resolved");
    }
  }

  @Test
  void an_interrupted_call_ends_at_once_and_stays_interrupted() throws Exception {
    var stalling = new AtomicReference<ScriptedServer>();
    var arrived = new CompletableFuture<Void>();
    try (var server =
            ScriptedServer.answering(
                (_, _) -> {
                  arrived.complete(null);
                  stalling.get().stall();
                });
        var api = Connections.to(server.url())) {
      stalling.set(server);
      var ended = new CompletableFuture<Boolean>();
      var caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    var error = outage(api, LIST);
                    ended.complete(
                        Thread.currentThread().isInterrupted() && error.reason() == Outage.TIMEOUT);
                  });
      arrived.join();
      caller.interrupt();
      assertThat(ended.get()).isTrue();
    }
  }
}
