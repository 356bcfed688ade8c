package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Conflict;
import com.wandb.iam.wandb.WandbException.Invalid;
import com.wandb.iam.wandb.WandbException.NotFound;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Throttled;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import com.wandb.iam.wandb.transport.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mapping of answers to errors, and whether each error is retryable. */
class StatusContractTest {
  private static final Consumer<WandbApi> CREATE =
      api -> api.users().create("bob", "bob@example.com");
  private static final Consumer<WandbApi> LIST = api -> api.users().list();

  private static WandbException failure(
      Consumer<WandbApi> call, int status, String body, String... headers) {
    try (var server = ScriptedServer.always(status, body, headers);
        var api = Connections.to(server.url())) {
      return catchThrowableOfType(WandbException.class, () -> call.accept(api));
    }
  }

  private static String detail(String words) {
    return Json.write(
        Json.object()
            .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                "schemas", Json.array().add("urn:ietf:params:scim:api:messages:2.0:Error"))
            .put("detail", words));
  }

  private static String graphQlError(String words) {
    var document = Json.object();
    document.putArray("errors").addObject().put("message", words);
    document.putNull("data");
    return Json.write(document);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(401, "user is not logged in", Refusal.UNAUTHENTICATED),
        arguments(403, "an organization admin is needed", Refusal.FORBIDDEN),
        arguments(403, "custom roles need an enterprise license", Refusal.LICENCE),
        arguments(403, "your licence does not include this", Refusal.LICENCE),
        arguments(400, "Seat limit reached", Refusal.SEATS),
        arguments(403, "no seats left", Refusal.SEATS),
        arguments(403, "creation of service accounts is disabled", Refusal.SWITCHED_OFF),
        arguments(400, "API key creation is disabled by an administrator", Refusal.SWITCHED_OFF));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void a_refusal_says_why_and_is_not_repeated(int status, String words, Refusal reason) {
    var error = failure(CREATE, status, detail(words));
    assertThat(error)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    assertThat(error.retryable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown defaultTeam: \"seat\"",
        "team \"enterprise licence\" is not allowed here",
        "user 'disabled' may not be invited",
        "the field `seats` is unknown",
        "seattle is not a user"
      })
  void names_similar_to_a_refusal_are_no_refusal(String words) {
    assertThat(failure(CREATE, 400, detail(words))).isInstanceOf(Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 415, 422})
  void a_wrong_request_is_invalid_with_the_servers_words(int status) {
    var error = failure(CREATE, status, detail("userName is required"));
    assertThat(error).isInstanceOf(Invalid.class).hasMessageContaining("userName is required");
    assertThat(error.retryable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          409 | ''    | the server answered 409 without a message
          409 | <p>   | the server answered 409 with a web page instead of an API answer
          400 | ''    | the server answered 400 without a message
          503 | ''    | the server failed (503): the server answered without a message
          405 | ''    | the server answered 405 without a message
          405 | never | the server answered 405: never
          """)
  void answer_without_a_message_has_a_message(int status, String body, String message) {
    assertThat(failure(CREATE, status, body)).hasMessage(message);
  }

  @Test
  void existing_object_is_a_conflict_and_not_stale() {
    var error = failure(CREATE, 409, detail("user already exists"));
    assertThat(error)
        .isInstanceOfSatisfying(Conflict.class, conflict -> assertThat(conflict.stale()).isFalse());
    assertThat(error.retryable()).isFalse();
  }

  @Test
  void version_mismatch_is_a_stale_conflict() {
    var error = failure(CREATE, 412, detail("changed"));
    assertThat(error)
        .isInstanceOfSatisfying(Conflict.class, conflict -> assertThat(conflict.stale()).isTrue());
    assertThat(error.retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501, 502, 503, 504})
  void server_error_is_an_outage_with_unknown_write_outcome(int status) {
    var error = failure(CREATE, status, "upstream connect error");
    assertThat(error)
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable -> {
              assertThat(unavailable.reason()).isEqualTo(Outage.SERVER_ERROR);
              assertThat(unavailable.outcomeUnknown()).isTrue();
            });
    assertThat(error.retryable()).isTrue();
  }

  @Test
  void a_failed_read_leaves_nothing_open() {
    var error = failure(LIST, 503, "", "Retry-After", "7");
    assertThat(error)
        .isInstanceOfSatisfying(
            Unavailable.class, down -> assertThat(down.outcomeUnknown()).isFalse());
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource({"7,PT7S", "0,PT0S", "0.5,PT0.5S", "' 12 ',PT12S"})
  void retry_after_in_seconds_is_returned(String value, Duration after) {
    var error = failure(LIST, 429, "slow down", "Retry-After", value);
    assertThat(error).isInstanceOf(Throttled.class);
    assertThat(error.retryAfter()).contains(after);
    assertThat(error.retryable()).isTrue();
  }

  @Test
  void retry_after_as_a_moment_is_counted_by_the_servers_own_clock() {
    var serverTime = Instant.parse("2031-01-01T00:00:00Z");
    var error =
        failure(
            LIST,
            429,
            "",
            "Date",
            http(serverTime),
            "Retry-After",
            http(serverTime.plusSeconds(90)));
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(90));
  }

  private static String http(Instant moment) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-5", "", "99999999999999999999"})
  void an_odd_retry_after_is_no_time(String value) {
    assertThat(failure(LIST, 429, "", "Retry-After", value).retryAfter()).isEmpty();
  }

  @Test
  void a_404_in_scims_own_form_means_absent() {
    try (var server = ScriptedServer.always(404, detail("user not found"));
        var api = Connections.to(server.url())) {
      assertThat(api.users().byId("VXNlcjox")).isEmpty();
      api.users().delete("VXNlcjox");
      api.roles().delete("Um9sZTox");
      assertThat(server.received()).hasSize(3);
    }
  }

  static Stream<Consumer<WandbApi>> whatAbsenceWouldDecide() {
    return Stream.of(
        api -> api.users().byId("VXNlcjox"),
        api -> api.teams().byId("RW50aXR5OjE="),
        api -> api.users().delete("VXNlcjox"),
        api -> api.roles().list(),
        api -> api.teams().byName("vision"),
        LIST);
  }

  @ParameterizedTest
  @MethodSource("whatAbsenceWouldDecide")
  void proxy_404_does_not_mean_absent(Consumer<WandbApi> call) {
    for (var body :
        List.of(
            "404 page not found\n",
            "<html><body>404</body></html>",
            "{\"message\":\"no Route\"}",
            "")) {
      assertThat(failure(call, 404, body, "Content-Type", "text/plain"))
          .isInstanceOfSatisfying(
              Unavailable.class,
              lost -> assertThat(lost.reason()).isEqualTo(Outage.SCIM_NOT_ROUTED));
    }
  }

  @Test
  void proxy_404_does_not_mean_a_revoked_key() {
    for (var body : List.of("default backend - 404", "<html/>", "{\"message\":\"Not Found\"}")) {
      assertThat(failure(api -> api.apiKeys().revoke("QXBpS2V5OjE="), 404, body))
          .isInstanceOfSatisfying(
              Unavailable.class, lost -> assertThat(lost.reason()).isEqualTo(Outage.MALFORMED));
    }
  }

  static Stream<Arguments> graphQlErrors() {
    return Stream.of(
        arguments("team vision already exists", Conflict.class),
        arguments("entity vision not found", NotFound.class),
        arguments("could not find user", NotFound.class),
        arguments("permission denied", Refused.class),
        arguments("relogin required", Refused.class),
        arguments("not found, or permission denied", Refused.class),
        arguments("API key creation is disabled", Refused.class),
        arguments("Cannot query field 'x' on type 'User'", Invalid.class),
        arguments("team \"not found\" is no good name", Invalid.class));
  }

  @ParameterizedTest
  @MethodSource("graphQlErrors")
  void graphql_error_is_classified_by_message_not_status(String words, Class<?> type) {
    for (int status : new int[] {200, 400}) {
      assertThat(failure(api -> api.teams().delete("vision"), status, graphQlError(words)))
          .isInstanceOf(type)
          .hasMessageContaining(words);
    }
  }

  @Test
  void any_error_of_graphql_fails_the_call_even_beside_data() {
    var error =
        failure(
            api -> api.teams().rosters(List.of("vision")),
            200,
            "{\"data\":{\"t0\":null},\"errors\":[{\"message\":\"broken\"}]}");
    assertThat(error).isInstanceOf(Invalid.class).hasMessage("broken");
  }

  @Test
  void denied_success_is_an_error() {
    var error =
        failure(
            api -> api.apiKeys().revoke("QXBpS2V5OjE="),
            200,
            "{\"data\":{\"deleteApiKey\":{\"success\":false}}}");
    assertThat(error).isInstanceOf(Invalid.class).hasMessageContaining("deleteApiKey");
  }
}
