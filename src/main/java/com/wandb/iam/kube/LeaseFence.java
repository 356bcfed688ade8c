package com.wandb.iam.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Blocks writes to the cluster if this process did not confirm its lease recently. It learns of
 * confirmations from the lease requests and responses of its own client. The elector ends the
 * process when the lease is lost. But when a process resumes after a pause, such as a garbage
 * collection, its other threads could write before the elector notices. Thread-safe.
 */
public final class LeaseFence implements Interceptor {
  /** Carries the time of a lease request to its response. The API server ignores it. */
  private static final String ASKED = "Wandb-Iam-Lease-Asked";

  private record Moment(Instant wall, long nanos) {
    static Moment of(String header) {
      int space = header.indexOf(" ");
      return new Moment(
          Instant.parse(header.substring(0, space)), Long.parseLong(header.substring(space + 1)));
    }

    String header() {
      return wall + " " + nanos;
    }
  }

  private final String namespace;
  private final String name;
  private final Duration limit;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private volatile @Nullable Moment confirmed;
  private volatile boolean shut;

  /**
   * @param name the name of the Lease
   * @param limit the maximum age of a confirmation; shorter than the lease, so that the last
   *     request arrives before another replica can acquire the lease
   * @param nanoTime a clock that continues while the process is paused
   */
  public LeaseFence(
      String namespace, String name, Duration limit, InstantSource clock, LongSupplier nanoTime) {
    this.namespace = namespace;
    this.name = name;
    this.limit = limit;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Returns whether this process holds the lease, by its last successful renewal. */
  public boolean isHeld() {
    var last = confirmed;
    return last != null && !shut && isRecent(last);
  }

  /** Blocks all further writes, because the lease is about to be released. */
  public void shut() {
    shut = true;
  }

  /**
   * Compares both clocks, because one can stop while the machine is suspended, and the other can be
   * set back.
   */
  private boolean isRecent(Moment moment) {
    return Duration.ofNanos(nanoTime.getAsLong() - moment.nanos()).compareTo(limit) < 0
        && Duration.between(moment.wall(), clock.instant()).compareTo(limit) < 0;
  }

  /**
   * @throws KubernetesClientException if this process held the lease and lost it
   */
  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (isRead(request)) {
      return;
    }
    if (isOfLease(request)) {
      builder.setHeader(ASKED, new Moment(clock.instant(), nanoTime.getAsLong()).header());
    } else if (confirmed != null && !isHeld()) {
      throw new KubernetesClientException(
          "Request not sent: this replica no longer holds the lease %s/%s"
              .formatted(namespace, name));
    }
  }

  /**
   * Confirms the lease from the time of the request, because the lease starts before the response
   * arrives. Runs on a thread of the client: possibly a moment after the caller got its response,
   * and after a pause even after the next request began.
   */
  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    var asked = request.header(ASKED);
    if (asked != null && response.isSuccessful()) {
      confirmed = Moment.of(asked);
    }
  }

  private static boolean isRead(HttpRequest request) {
    return "GET".equals(request.method());
  }

  private boolean isOfLease(HttpRequest request) {
    var path = request.uri().getPath();
    var leases = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    return path.endsWith(leases) || path.endsWith(leases + "/" + name);
  }
}
