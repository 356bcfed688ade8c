package com.wandb.iam.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Distinguishes a dead process from one that only waits. */
class HealthServerTest {
  private static final class Process implements Vitals {
    private boolean started = true;
    private boolean watching = true;
    private boolean connected = true;

    @Override
    public boolean started() {
      return started;
    }

    @Override
    public boolean watching() {
      return watching;
    }

    @Override
    public boolean connected() {
      return connected;
    }
  }

  private final Process process = new Process();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final HealthChecks checks = new HealthChecks(process, () -> now);

  @Test
  void starting_process_is_alive_and_not_ready() {
    process.started = false;
    process.watching = false;
    assertThat(checks.dead()).isEmpty();
    assertThat(checks.unready()).isPresent();
  }

  @Test
  void brief_api_server_outage_changes_nothing() {
    process.connected = false;
    assertThat(checks.unready()).isEmpty();
    now = now.plus(HealthChecks.PATIENCE).minusSeconds(1);
    assertThat(checks.unready()).isEmpty();
    process.connected = true;
    assertThat(checks.unready()).isEmpty();
    process.connected = false;
    now = now.plusSeconds(30);
    assertThat(checks.unready()).as("the time starts again").isEmpty();
    now = now.plus(HealthChecks.PATIENCE);
    assertThat(checks.unready()).isPresent();
    assertThat(checks.dead()).as("a restart would not help").isEmpty();
  }

  @Test
  void watch_without_connection_for_ten_minutes_fails_liveness() {
    process.connected = false;
    assertThat(checks.dead()).isEmpty();
    now = now.plus(HealthChecks.STUCK).minusSeconds(1);
    assertThat(checks.dead()).isEmpty();
    now = now.plusSeconds(1);
    assertThat(checks.dead())
        .contains("A watch of the Kubernetes API has been disconnected for ten minutes.");
    process.connected = true;
    assertThat(checks.dead()).isEmpty();
  }

  @Test
  void permanently_stopped_watch_fails_liveness() {
    process.watching = false;
    assertThat(checks.dead()).isPresent();
  }

  @Test
  void answers_have_the_form_for_a_kubelet() throws IOException, InterruptedException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var server = HealthServer.start(loopback, checks);
        var client = HttpClient.newHttpClient()) {
      assertThat(get(client, server, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(client, server, "/readyz").body()).isEqualTo("ok\n");
      process.started = false;
      assertThat(get(client, server, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(client, server, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(client, server, "/else").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> get(HttpClient client, TextServer server, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
