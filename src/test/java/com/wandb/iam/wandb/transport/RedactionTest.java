package com.wandb.iam.wandb.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.http.Connections;
import com.wandb.iam.wandb.http.ScriptedServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that no text for users contains a key. */
class RedactionTest {
  private static final ApiKey FOREIGN = ApiKey.of("wandb_v1_" + "Zz9".repeat(26));

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<String> formsOfTheKey() {
    var key = Connections.SECRET;
    return Stream.of(
        key,
        "Bearer " + key,
        base64("api:" + key),
        base64(":" + key),
        base64("wandb-operator:" + key),
        base64("ab:" + key),
        base64(key),
        URLEncoder.encode(key, StandardCharsets.UTF_8),
        URLEncoder.encode(base64(":" + key), StandardCharsets.UTF_8),
        FOREIGN.reveal());
  }

  @ParameterizedTest
  @MethodSource("formsOfTheKey")
  void repeated_key_is_redacted_in_messages(String form) {
    var echoes =
        Stream.of(
            "you sent " + form,
            "{\"detail\":\"you sent " + form + "!\"}",
            form,
            "x".repeat(150) + " " + form);
    echoes.forEach(
        body -> {
          for (int status : new int[] {400, 403, 404, 409, 418, 500}) {
            for (Consumer<WandbApi> call :
                List.<Consumer<WandbApi>>of(
                    api -> api.users().create("bob", "bob@example.com"),
                    api -> api.teams().delete("vision"))) {
              assertThat(failure(status, body, call))
                  .satisfies(error -> holdsNothingOf(form, error));
            }
          }
        });
  }

  private static WandbException failure(int status, String body, Consumer<WandbApi> call) {
    try (var server = ScriptedServer.always(status, body);
        var api = Connections.to(server.url())) {
      return catchThrowableOfType(WandbException.class, () -> call.accept(api));
    }
  }

  private static void holdsNothingOf(String form, Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      for (int from = 0; from + 12 <= form.length(); from++) {
        var part = form.substring(from, from + 12);
        if (!"Bearer ".contains(part.substring(0, 7))) {
          assertThat(cause.toString()).doesNotContain(part);
        }
      }
    }
  }

  @Test
  void an_accounts_own_key_is_hidden_too() {
    var body = "{\"errors\":[{\"message\":\"bad key " + FOREIGN.reveal() + "\"}]}";
    try (var server = ScriptedServer.always(200, body);
        var api = Connections.to(server.url())) {
      var error =
          catchThrowableOfType(WandbException.class, () -> api.apiKeys().generate(FOREIGN, "d"));
      assertThat(error).hasMessage("bad key [redacted]");
    }
  }

  @Test
  void server_message_is_short_and_on_one_line() {
    var words = "one\r\ntwo\u0000\u001b[31m\u2028three\u202e " + "word ".repeat(100);
    var error =
        failure(400, Json.write(Json.object().put("detail", words)), api -> api.users().list());
    assertThat(error.getMessage()).startsWith("one two [31m three word word").endsWith("…");
    assertThat(error.getMessage().length()).isLessThanOrEqualTo(200);
  }

  @Test
  void endless_message_is_cut_before_redaction() {
    var error = failure(400, "z y ".repeat(1_000_000), api -> api.users().list());
    assertThat(error.getMessage()).hasSize(200);
  }

  @Test
  void settings_and_values_do_not_show_the_key() {
    var settings =
        Connections.settings(
            URI.create("https://wandb.example.com"),
            Connections.KEY,
            "bob",
            null,
            Duration.ofSeconds(1));
    assertThat(settings.toString())
        .contains("wandb.example.com")
        .doesNotContain(Connections.SECRET);
    assertThat(Connections.KEY.toString()).doesNotContain("0123");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:hunter2@wandb.example.com",
        "https://wandb.example.com?key=hunter2",
        "https://wandb.example.com#hunter2",
        "ftp://hunter2.example.com",
        "wandb.example.com/hunter2",
        "https:///hunter2"
      })
  void invalid_url_is_refused_without_repeating_it(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Connections.to(URI.create(url)))
        .withMessageStartingWith("spec.url")
        .withMessageNotContaining("hunter2");
  }
}
