package com.wandb.iam.wandb.transport;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times in the headers of an answer: the server's clock, and the pause that the server requests.
 */
record ServerTimes(HttpHeaders headers, InstantSource clock) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

  /** Numbers from this many seconds (about 30 years) are points in time, not durations. */
  private static final long EPOCH_FROM = 1_000_000_000;

  /** Returns the server's clock. */
  Optional<Instant> date() {
    return headers.firstValue("Date").flatMap(ServerTimes::moment);
  }

  /**
   * Returns the value of {@code Retry-After}: seconds, or a point in time on the server's clock.
   */
  Optional<Duration> retryAfter() {
    var value = headers.firstValue("Retry-After");
    return value
        .flatMap(this::duration)
        .or(() -> value.flatMap(ServerTimes::moment).map(this::until));
  }

  /**
   * Returns the time until the server accepts requests again, if it reports that its limit is
   * reached.
   */
  Optional<Duration> exhaustedFor() {
    boolean exhausted =
        headers
            .firstValue("RateLimit-Remaining")
            .flatMap(ServerTimes::number)
            .filter(left -> left.signum() == 0)
            .isPresent();
    return exhausted
        ? headers.firstValue("RateLimit-Reset").flatMap(this::duration)
        : Optional.empty();
  }

  private Optional<Duration> duration(String text) {
    return number(text)
        .map(
            seconds ->
                seconds.longValue() >= EPOCH_FROM
                    ? until(Instant.ofEpochSecond(seconds.longValue()))
                    : Duration.ofMillis(seconds.movePointRight(3).longValue()));
  }

  private Duration until(Instant moment) {
    var left = Duration.between(date().orElseGet(clock::instant), moment);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text.strip()).matches()
        ? Optional.of(new BigDecimal(text.strip()))
        : Optional.empty();
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
