package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends requests to one server. A time-out covers the whole call, a body that stalls included;
 * redirects are never followed, for the key must not go anywhere else; HTTP/1.1, because over
 * HTTP/2 the JDK's client fails calls beyond the server's limit of streams instead of queueing
 * them.
 */
final class Transport implements AutoCloseable {
  private static final long MAX_BODY = 32L * 1024 * 1024;

  private final HttpClient client;
  private final String base;
  private final Duration timeout;
  private final Limits limits;
  private final Redactor redactor;
  private final InstantSource clock;
  private final RequestObserver observer;
  private volatile Duration clockSkew = Duration.ZERO;

  Transport(
      ConnectionSettings settings,
      Limits limits,
      Redactor redactor,
      InstantSource clock,
      RequestObserver observer) {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout());
    settings.authority().map(Authority::trusting).ifPresent(builder::sslContext);
    this.client = builder.build();
    var url = settings.url().toString();
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.timeout = settings.timeout();
    this.limits = limits;
    this.redactor = redactor;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Sends and waits.
   *
   * @return any answer with a status below 300
   */
  Answer send(Call call) {
    long start = System.nanoTime();
    try {
      var answer =
          limits.within(
              () -> {
                var received = exchange(call);
                StatusErrors.check(call, received, redactor, clock);
                return received;
              });
      observed(call, "ok", start);
      return answer;
    } catch (WandbException error) {
      observed(call, error.getClass().getSimpleName(), start);
      throw error;
    }
  }

  private void observed(Call call, String outcome, long start) {
    observer.observed(call.operation(), outcome, Duration.ofNanos(System.nanoTime() - start));
  }

  private Answer exchange(Call call) {
    var sending =
        client.sendAsync(
            request(call),
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY));
    try {
      var response = sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      learn(response);
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException late) {
      sending.cancel(true);
      throw unavailable(
          Outage.TIMEOUT, "no complete answer within " + timeout.toSeconds() + " seconds", call);
    } catch (InterruptedException interrupted) {
      sending.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(Outage.TIMEOUT, "stopped while waiting for an answer", call);
    } catch (ExecutionException failure) {
      throw failed(call, failure.getCause() == null ? failure : failure.getCause());
    }
  }

  private HttpRequest request(Call call) {
    var body = call.body();
    var builder =
        HttpRequest.newBuilder(URI.create(base + call.path()))
            .method(
                call.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    call.headers().forEach(builder::header);
    return builder.build();
  }

  private WandbException failed(Call call, Throwable cause) {
    var text = redactor.clean(String.valueOf(cause.getMessage()));
    return switch (cause) {
      case ConnectException refused ->
          new Unavailable(Outage.CONNECTION, "nothing answers at " + base, false, null, null);
      case HttpConnectTimeoutException late ->
          new Unavailable(Outage.CONNECTION, "cannot connect to " + base, false, null, null);
      case SSLException tls ->
          new Unavailable(
              Outage.CONNECTION,
              "TLS with " + base + " failed: " + text + "; is spec.tls.caBundleRef right?",
              false,
              null,
              null);
      default ->
          unavailable(Outage.MALFORMED, "the answer broke off or was too large: " + text, call);
    };
  }

  private static Unavailable unavailable(Outage reason, String message, Call call) {
    return new Unavailable(reason, message, call.write(), null, null);
  }

  private void learn(HttpResponse<String> response) {
    var headers = response.headers();
    headers
        .firstValue("Date")
        .flatMap(Transport::time)
        .ifPresent(date -> clockSkew = Duration.between(clock.instant(), date.toInstant()));
    if ("0".equals(headers.firstValue("RateLimit-Remaining").orElse(""))) {
      headers.firstValue("RateLimit-Reset").flatMap(Transport::seconds).ifPresent(limits::pause);
    }
  }

  /** How long the server asks to be left alone: seconds, or a moment. */
  static Optional<Duration> retryAfter(Answer answer, InstantSource clock) {
    var value = answer.headers().firstValue("Retry-After");
    return value
        .flatMap(Transport::seconds)
        .or(
            () ->
                value
                    .flatMap(Transport::time)
                    .map(time -> Duration.between(clock.instant(), time.toInstant())))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<Duration> seconds(String text) {
    return text.strip().matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())))
        : Optional.empty();
  }

  private static Optional<ZonedDateTime> time(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  Duration clockSkew() {
    return clockSkew;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
