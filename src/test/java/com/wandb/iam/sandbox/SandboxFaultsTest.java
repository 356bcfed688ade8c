package com.wandb.iam.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.state.SandboxLatency;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requested faults, journal, clock, stop and resume. */
class SandboxFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String TEAM =
      "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"vision\"}";

  private Sandbox sandbox = Sandbox.start(SandboxOptions.defaults());

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Probe scim() {
    return Probe.scim(sandbox);
  }

  @Test
  void fault_strikes_matching_operations_the_given_times() {
    sandbox.faults().add("scim.users.*", SandboxFault.status(503), 2);
    assertThat(scim().get("/scim/Groups").status()).isEqualTo(200);
    assertThat(scim().get("/scim/Users").status()).isEqualTo(503);
    assertThat(scim().get("/scim/Users/x").status()).isEqualTo(503);
    assertThat(scim().get("/scim/Users").status()).isEqualTo(200);
    assertThat(sandbox.faults().rules()).isEmpty();
  }

  @Test
  void throttles_with_retry_after() {
    sandbox.faults().once("graphql.viewer", SandboxFault.throttle(Duration.ofSeconds(7)));
    Probe.Answer answer = Probe.graphQl(sandbox, sandbox.adminKey()).query("{viewer{id}}");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isEqualTo("7");
  }

  @Test
  void drops_the_answer_after_the_work() {
    sandbox.faults().once("scim.groups.create", new SandboxFault.DropAfter());
    assertThatThrownBy(() -> scim().attempt("POST", "/scim/Groups", TEAM, Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class);
    assertThat(sandbox.world().teams()).containsExactly("vision");
    assertThat(sandbox.journal().of("scim.groups.create"))
        .extracting(SandboxJournal.Entry::status)
        .containsExactly(0);
  }

  @Test
  void drops_the_request_before_the_work() {
    sandbox.faults().once("*", new SandboxFault.DropBefore());
    assertThatThrownBy(() -> scim().attempt("POST", "/scim/Groups", TEAM, Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class);
    assertThat(sandbox.world().teams()).isEmpty();
  }

  @Test
  void stalls_in_the_middle_of_the_body() {
    int whole = scim().get("/scim/Users").text().length();
    sandbox.faults().once("scim.users.list", new SandboxFault.Stall());
    try (HttpClient client = HttpClient.newHttpClient()) {
      AtomicInteger received = new AtomicInteger();
      Map<String, String> headers = scim().headers();
      HttpRequest.Builder request = HttpRequest.newBuilder(sandbox.url().resolve("/scim/Users"));
      headers.forEach(request::header);
      var reading =
          client.sendAsync(
              request.build(),
              BodyHandlers.ofByteArrayConsumer(
                  part -> part.ifPresent(bytes -> received.addAndGet(bytes.length))));
      assertThatThrownBy(() -> reading.get(SHORT.toMillis(), TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(received).hasValue(whole / 2);
      reading.cancel(true);
      client.shutdownNow();
    }
    assertThat(scim().get("/scim/Users").status()).isEqualTo(200);
  }

  @Test
  void lists_are_cut_with_or_without_a_matching_total() {
    for (int i = 0; i < 4; i++) {
      sandbox.world().addUser("user" + i, "user" + i + "@example.com");
    }
    sandbox.faults().once("scim.users.list", new SandboxFault.TruncatedList());
    JsonNode truncated = scim().get("/scim/Users").json();
    assertThat(truncated.path("Resources")).hasSize(3);
    assertThat(truncated.path("totalResults").asInt()).isEqualTo(6);
    sandbox.faults().once("scim.users.list", new SandboxFault.ShrunkenList());
    JsonNode shrunken = scim().get("/scim/Users").json();
    assertThat(shrunken.path("Resources")).hasSize(3);
    assertThat(shrunken.path("totalResults").asInt()).isEqualTo(3);
  }

  @Test
  void shows_the_web_page_instead() {
    sandbox.faults().always("scim.*", new SandboxFault.Page());
    assertThat(scim().get("/scim/Groups").header("Content-Type")).startsWith("text/html");
    sandbox.faults().clear();
    assertThat(scim().get("/scim/Groups").header("Content-Type"))
        .startsWith("application/scim+json");
  }

  @Test
  void forgets_the_admin_key() {
    sandbox.expireAdminKey();
    assertThat(scim().get("/scim/Users").status()).isEqualTo(401);
    assertThat(Probe.graphQl(sandbox, sandbox.adminKey()).query("{viewer{id}}").status())
        .isEqualTo(401);
  }

  @Test
  void date_header_follows_the_sandbox_clock() {
    sandbox.clockSkew(Duration.ofMinutes(10));
    Probe.Answer answer = scim().post("/scim/Groups", TEAM);
    Instant date =
        ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
            .toInstant();
    assertThat(date)
        .isCloseTo(Instant.now().plus(Duration.ofMinutes(10)), within(20, ChronoUnit.SECONDS));
    assertThat(Instant.parse(answer.json().at("/meta/created").asText()))
        .isCloseTo(date, within(20, ChronoUnit.SECONDS));
  }

  @Test
  void goes_away_and_comes_back_at_the_same_address_with_its_world() {
    scim().post("/scim/Groups", TEAM);
    sandbox.stop();
    assertThatThrownBy(() -> scim().attempt("GET", "/scim/Groups", null, Duration.ofSeconds(5)))
        .isInstanceOf(ConnectException.class);
    sandbox.resume();
    assertThat(scim().get("/scim/Groups").json().path("totalResults").asInt()).isEqualTo(1);
  }

  @Test
  void journals_reads_and_writes_since_a_mark_without_secrets() {
    scim().get("/scim/Users");
    long mark = sandbox.journal().mark();
    scim().post("/scim/Groups", TEAM);
    scim().get("/scim/Groups");
    Probe.graphQl(sandbox, sandbox.adminKey())
        .query(
            "mutation($d:String){generateApiKey(input:{description:$d}){apiKey{id}}}",
            "{\"d\":\"" + sandbox.adminKey() + "\"}");
    assertThat(sandbox.journal().reads(mark))
        .extracting(SandboxJournal.Entry::operations)
        .containsExactly(List.of("scim.groups.list"));
    assertThat(sandbox.journal().writes(mark))
        .extracting(SandboxJournal.Entry::operations)
        .containsExactly(List.of("scim.groups.create"), List.of("graphql.generateApiKey"));
    assertThat(sandbox.journal().entries().toString()).doesNotContain(sandbox.adminKey());
    assertThat(sandbox.journal().writes(mark).get(0).caller()).contains("wandb-operator");
  }

  @Test
  void waits_as_long_as_its_latency() {
    SandboxLatency latency = SandboxLatency.parse("20ms-40ms");
    assertThat(latency.draw()).isBetween(Duration.ofMillis(20), Duration.ofMillis(40));
    try (Sandbox slow = Sandbox.start(SandboxOptions.defaults().withLatency(latency))) {
      Instant before = Instant.now();
      Probe.scim(slow).get("/scim/Groups");
      assertThat(Duration.between(before, Instant.now()))
          .isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }
  }

  @Test
  void is_controlled_over_http_as_well() {
    Probe control = Probe.anonymous(sandbox);
    assertThat(
            control
                .post(
                    "/_sandbox/faults",
                    "{\"operations\":\"scim.*\",\"fault\":\"status:500\",\"times\":1}")
                .status())
        .isEqualTo(201);
    assertThat(scim().get("/scim/Users").status()).isEqualTo(500);
    assertThat(
            control
                .post("/_sandbox/faults", "{\"operations\":\"*\",\"fault\":\"nonsense\"}")
                .status())
        .isEqualTo(400);
    assertThat(
            control
                .post("/_sandbox/world", "{\"do\":\"addTeam\",\"team\":\"audio\"}")
                .json()
                .has("id"))
        .isTrue();
    assertThat(control.get("/_sandbox/world").json().path("teams").path(0).asText())
        .isEqualTo("audio");
    assertThat(control.get("/_sandbox/journal").json().path(0).path("status").asInt())
        .isEqualTo(500);
    assertThat(control.delete("/_sandbox/journal").status()).isEqualTo(204);
    assertThat(control.post("/_sandbox/world", "{\"do\":\"expireAdminKey\"}").status())
        .isEqualTo(200);
    assertThat(scim().get("/scim/Users").status()).isEqualTo(401);
  }
}
