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
 * Sends requests to one server, each once. A time-out covers the whole call, a body that stalls
 * included, but not the wait for a turn; redirects are never followed, for the key must not go
 * anywhere else; HTTP/1.1, because over HTTP/2 the JDK's client fails calls beyond the server's
 * limit of streams instead of queueing them.
 */
public final class Transport implements AutoCloseable {
  /** Not the server's own: for whoever reads an ingress' log beside the operator's. */
  static final String REQUEST_ID = "X-Request-Id";

  /** A {@link RequestObserver} that knows which server this is. */
  @FunctionalInterface
  public interface Witness {
    void observed(String operation, String outcome, Duration took);
  }

  private final HttpClient client;
  private final String base;
  private final Duration timeout;
  private final Limits limits;
  private final InstantSource clock;
  private final Witness observer;
  private final Fence fence;
  private final Room room;
  private volatile Duration clockSkew = Duration.ZERO;

  public Transport(
      ConnectionSettings settings,
      Limits limits,
      InstantSource clock,
      Witness observer,
      Fence fence,
      Room room) {
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
    this.room = room;
  }

  /**
   * Sends, waits and reads. Reading belongs to the call: an answer that nobody can read counts as
   * silence, and leaves open what became of a write.
   *
   * @param reader is given an answer with a status of success
   */
  public <T> T send(Call call, Function<Answer, T> reader) {
    long start = System.nanoTime();
    try {
      var read = limits.within(() -> once(call, reader));
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

  private <T> T once(Call call, Function<Answer, T> reader) {
    try (var body = new MeasuredBody(room)) {
      var answer = exchange(call, body);
      return room.read(
          () -> {
            StatusErrors.check(call, answer, clock);
            return reader.apply(answer);
          });
    } catch (Throttled throttled) {
      throttled.retryAfter().ifPresent(limits::pause);
      throw throttled;
    } catch (Unavailable unusable) {
      throw call.write() ? Malformed.ofWrite(unusable) : unusable;
    }
  }

  private Answer exchange(Call call, MeasuredBody body) {
    var request = request(call);
    if (!fence.isOpen()) {
      throw notLeading();
    }
    var sending = client.sendAsync(request, head -> body);
    try {
      var response = sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      learn(response);
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException late) {
      sending.cancel(true);
      throw unavailable(
          Outage.TIMEOUT, "no complete answer within " + timeout.toMillis() + " ms", call);
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
    var text = Redactor.clean(String.valueOf(cause.getMessage()));
    return switch (cause) {
      case ConnectException refused -> nothingThere(refused);
      case HttpConnectTimeoutException late ->
          notSent(Outage.CONNECTION, "cannot connect to " + base + " in time");
      case SSLHandshakeException tls ->
          notSent(
              Outage.CONNECTION,
              "TLS with " + base + " failed: " + text + "; is spec.tls.caBundleRef right?");
      case SSLException tls ->
          unavailable(Outage.CONNECTION, "TLS with " + base + " broke off: " + text, call);
      default ->
          unavailable(Outage.MALFORMED, "the answer broke off or was too large: " + text, call);
    };
  }

  private Unavailable nothingThere(ConnectException refused) {
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
    return notSent(Outage.NOT_LEADING, "not asked: the lease is no longer this replica's");
  }

  private static Unavailable notSent(Outage reason, String message) {
    return new Unavailable(reason, message, false, null, null);
  }

  private static Unavailable unavailable(Outage reason, String message, Call call) {
    return new Unavailable(reason, message, call.write(), null, null);
  }

  private void learn(HttpResponse<String> response) {
    var said = new ServerTimes(response.headers(), clock);
    said.date().ifPresent(date -> clockSkew = Duration.between(clock.instant(), date));
    said.exhaustedFor().ifPresent(limits::pause);
  }

  public LimitState limits() {
    return limits.state();
  }

  public Duration clockSkew() {
    return clockSkew;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
