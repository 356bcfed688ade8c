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
 * Knows how long ago this process was last confirmed as the holder of its lease, from what its
 * client sends and is answered, and lets nothing out that changes the cluster once that is too
 * long. The elector ends the process then, but a process that was paused has other threads that
 * wake a moment earlier. Thread-safe.
 */
public final class LeaseFence implements Interceptor {
  private record Moment(Instant wall, long nanos) {}

  private final String namespace;
  private final String name;
  private final Duration limit;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private volatile @Nullable Moment asked;
  private volatile @Nullable Moment confirmed;
  private volatile boolean shut;

  /**
   * @param name of the Lease
   * @param limit how old a confirmation may be; shorter than the lease, so that what is sent last
   *     arrives before another may hold it
   * @param nanoTime goes on while the process is paused
   */
  public LeaseFence(
      String namespace, String name, Duration limit, InstantSource clock, LongSupplier nanoTime) {
    this.namespace = namespace;
    this.name = name;
    this.limit = limit;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Whether the lease is this process's, as far as anybody here can know. */
  public boolean isHeld() {
    var last = confirmed;
    return last != null && !shut && isRecent(last);
  }

  /** The lease is about to be given back: nothing goes out any more. */
  public void shut() {
    shut = true;
  }

  /**
   * By both clocks: one may stand still while a machine is suspended, the other may be set back.
   */
  private boolean isRecent(Moment moment) {
    return Duration.ofNanos(nanoTime.getAsLong() - moment.nanos()).compareTo(limit) < 0
        && Duration.between(moment.wall(), clock.instant()).compareTo(limit) < 0;
  }

  /**
   * @throws KubernetesClientException where the lease was held, and is not any more
   */
  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (isRead(request)) {
      return;
    }
    if (isOfLease(request)) {
      asked = new Moment(clock.instant(), nanoTime.getAsLong());
    } else if (confirmed != null && !isHeld()) {
      throw new KubernetesClientException(
          "not sent: the lease %s/%s is no longer this replica's".formatted(namespace, name));
    }
  }

  /** Counts from when it was asked: the lease's own time is older than the answer. */
  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (!isRead(request) && isOfLease(request) && response.isSuccessful()) {
      confirmed = asked;
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
