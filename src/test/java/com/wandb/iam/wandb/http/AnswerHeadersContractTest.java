package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.wandb.iam.wandb.WandbException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Headers with the server's time, and with the time until the next request. */
class AnswerHeadersContractTest {
  @Test
  void the_servers_clock_is_compared_with_ours() {
    var ahead = Instant.now().plus(10, ChronoUnit.MINUTES);
    var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ahead.atOffset(ZoneOffset.UTC));
    try (var server = ScriptedServer.always(200, "{\"totalResults\":0}", "Date", date);
        var api = Connections.to(server.url())) {
      assertThat(api.clockSkew()).isZero();
      api.users().list();
      assertThat(api.clockSkew().toSeconds()).isCloseTo(600L, within(30L));
    }
  }

  @Test
  void exhausted_rate_limit_delays_the_next_request() {
    var now = new AtomicLong(1_000_000_000L);
    try (var server =
            ScriptedServer.always(
                200,
                "{\"totalResults\":0}",
                "RateLimit-Remaining",
                "0",
                "RateLimit-Reset",
                "45.5");
        var api = Connections.timedBy(now::get, server.url())) {
      api.users().list();
      assertThatThrownBy(() -> api.users().list())
          .isInstanceOfSatisfying(
              WandbException.Throttled.class,
              throttled -> assertThat(throttled.retryAfter()).contains(Duration.ofMillis(45_500)));
      assertThat(server.received()).hasSize(1);
      now.addAndGet(Duration.ofSeconds(46).toNanos());
      api.users().list();
      assertThat(server.received()).hasSize(2);
    }
  }

  @Test
  void long_retry_after_of_a_429_delays_all_calls() {
    var now = new AtomicLong(1_000_000_000L);
    try (var server =
            ScriptedServer.inTurn(
                ScriptedServer.answer(429, "", "Retry-After", "60"),
                ScriptedServer.answer(200, "{\"totalResults\":0}"));
        var api = Connections.timedBy(now::get, server.url())) {
      assertThatThrownBy(() -> api.users().list()).isInstanceOf(WandbException.Throttled.class);
      assertThatThrownBy(() -> api.teams().list()).isInstanceOf(WandbException.Throttled.class);
      assertThat(server.received()).hasSize(1);
      now.addAndGet(Duration.ofSeconds(61).toNanos());
      assertThat(api.teams().list()).isEmpty();
    }
  }
}
