package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.Correlation;
import com.wandb.iam.wandb.LimitState;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Throttled;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * HTTP client for one server. Sends each request once. The timeout covers the whole call, including
 * a stalled body, but not the wait for the limits. Redirects are never followed, because the API
 * key must not be sent anywhere else. Uses HTTP/1.1, because over HTTP/2 the JDK's client fails
 * calls beyond the server's stream limit instead of queueing them.
 */
public final class Transport implements AutoCloseable {
  /**
   * Trace id header. The W&amp;B server does not use it. It correlates an ingress' log with the
   * operator's log.
   */
  static final String REQUEST_ID = "X-Request-Id";

  /** {@link RequestObserver} for one server. */
  @FunctionalInterface
  public interface CallObserver {
    /** Records a request that ended. */
    void observed(String operation, String outcome, Duration took);
  }

  private final HttpClient client;
  private final String base;
  private final Duration timeout;
  private final Limits limits;
  private final InstantSource clock;
  private final CallObserver observer;
  private final Fence fence;
  private final ResponseMemory memory;
  private volatile Duration clockSkew = Duration.ZERO;

  public Transport(
      ConnectionSettings settings,
      Limits limits,
      InstantSource clock,
      CallObserver observer,
      Fence fence,
      ResponseMemory memory) {
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
    this.clock = clock;
    this.observer = observer;
    this.fence = fence;
    this.memory = memory;
  }

  /**
   * Sends a request and reads the answer. Reading is part of the call: an unreadable answer counts
   * as an outage and leaves the outcome of a write unknown.
   *
   * @param reader receives an answer with a 2xx status
   */
  public <T> T send(Call call, Function<Answer, T> reader) {
    long start = System.nanoTime();
    try {
      var read = limits.within(() -> sendOnce(call, reader));
      observed(call, "ok", start);
      return read;
    } catch (WandbException error) {
      observed(call, error.getClass().getSimpleName(), start);
      throw error;
    }
  }

  private void observed(Call call, String outcome, long start) {
    observer.observed(call.operation(), outcome, Duration.ofNanos(System.nanoTime() - start));
  }

  private <T> T sendOnce(Call call, Function<Answer, T> reader) {
    try (var body = new BoundedBody(memory)) {
      var answer = exchange(call, body);
      return memory.read(
          () -> {
            StatusErrors.check(call, answer, clock);
            return reader.apply(answer);
          });
    } catch (Throttled throttled) {
      throttled.retryAfter().ifPresent(limits::pause);
      throw throttled;
    } catch (Unavailable unusable) {
      throw call.write() ? Malformed.withUnknownOutcome(unusable) : unusable;
    }
  }

  private Answer exchange(Call call, BoundedBody body) {
    var request = request(call);
    if (!fence.isOpen()) {
      throw notLeading();
    }
    var sending = client.sendAsync(request, head -> body);
    try {
      var response = sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      readTimes(response);
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException late) {
      sending.cancel(true);
      throw unavailable(
          Outage.TIMEOUT,
          "the server sent no complete answer within " + timeout.toMillis() + " ms",
          call);
    } catch (InterruptedException interrupted) {
      sending.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(
          Outage.TIMEOUT, "the operator was interrupted while it waited for an answer", call);
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
                body == null
                    ? BodyPublishers.noBody()
                    : new FencedBody(BodyPublishers.ofString(body), fence));
    call.headers().forEach(builder::header);
    Correlation.current().ifPresent(id -> builder.header(REQUEST_ID, id));
    return builder.build();
  }

  private WandbException failed(Call call, Throwable cause) {
    if (isCausedBy(FencedBody.Withheld.class, cause)) {
      return notLeading();
    }
    var text = text(cause);
    return switch (cause) {
      case ConnectException refused -> notConnected(refused);
      case HttpConnectTimeoutException late ->
          notSent(Outage.CONNECTION, "the operator cannot connect to " + base + " in time");
      case SSLHandshakeException tls ->
          notSent(
              Outage.CONNECTION,
              "TLS with " + base + " failed: " + text + "; check spec.tls.caBundleRef");
      case SSLException tls ->
          unavailable(
              Outage.CONNECTION, "the TLS connection to " + base + " failed: " + text, call);
      default ->
          unavailable(Outage.MALFORMED, "the answer was incomplete or too large: " + text, call);
    };
  }

  private static String text(Throwable failure) {
    var message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : Redactor.clean(message);
  }

  private Unavailable notConnected(ConnectException refused) {
    return notSent(
        Outage.CONNECTION,
        isCausedBy(UnresolvedAddressException.class, refused)
            ? "the name in " + base + " cannot be resolved"
            : "nothing answers at " + base);
  }

  private static boolean isCausedBy(Class<? extends Throwable> kind, Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static Unavailable notLeading() {
    return notSent(
        Outage.NOT_LEADING,
        "the request was not sent, because this replica no longer holds the lease");
  }

  private static Unavailable notSent(Outage reason, String message) {
    return new Unavailable(reason, message, false, null, null);
  }

  private static Unavailable unavailable(Outage reason, String message, Call call) {
    return new Unavailable(reason, message, call.write(), null, null);
  }

  private void readTimes(HttpResponse<String> response) {
    var times = new ServerTimes(response.headers(), clock);
    times.date().ifPresent(date -> clockSkew = Duration.between(clock.instant(), date));
    times.exhaustedFor().ifPresent(limits::pause);
  }

  /** Returns the current state of the limits. */
  public LimitState limits() {
    return limits.state();
  }

  /** Returns the server's clock minus the operator's, at the latest answer. */
  public Duration clockSkew() {
    return clockSkew;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
