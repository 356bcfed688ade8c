package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbConnector;
import com.wandb.iam.wandb.transport.Fence;
import com.wandb.iam.wandb.transport.Limits;
import com.wandb.iam.wandb.transport.RequestObserver;
import com.wandb.iam.wandb.transport.ResponseMemory;
import com.wandb.iam.wandb.transport.Transport;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Factory of HTTP clients for W&amp;B servers. */
public final class HttpWandbConnector implements WandbConnector {
  /** Maximum number of items in one answer of the server. */
  static final int LARGEST_PAGE = 9999;

  private final InstantSource clock;
  private final String userAgent;
  private final RequestObserver observer;
  private final Fence fence;
  private final int pageSize;
  private final LongSupplier nanoTime;
  private final ResponseMemory memory = new ResponseMemory(Runtime.getRuntime().maxMemory());

  /**
   * Creates a connector for a process without leader election.
   *
   * @param version the operator's version, sent to servers
   */
  public HttpWandbConnector(InstantSource clock, String version, RequestObserver observer) {
    this(clock, version, observer, Fence.OPEN);
  }

  /**
   * @param version the operator's version and other information about this process, sent to servers
   * @param fence checked before each request
   */
  public HttpWandbConnector(
      InstantSource clock, String version, RequestObserver observer, Fence fence) {
    this(
        clock,
        version,
        observer,
        fence,
        ResponseMemory.pageSize(Runtime.getRuntime().maxMemory(), LARGEST_PAGE),
        System::nanoTime);
  }

  /**
   * @param nanoTime monotonic clock for pauses
   */
  HttpWandbConnector(
      InstantSource clock,
      String version,
      RequestObserver observer,
      Fence fence,
      int pageSize,
      LongSupplier nanoTime) {
    this.clock = clock;
    this.userAgent = "wandb-iam-operator/" + version;
    this.observer = observer;
    this.fence = fence;
    this.pageSize = pageSize;
    this.nanoTime = nanoTime;
  }

  @Override
  public WandbApi connect(String server, ConnectionSettings settings) {
    check(settings);
    var limits =
        new Limits(
            settings.requestsPerSecond(), settings.concurrency(), settings.timeout(), nanoTime);
    var transport =
        new Transport(
            settings,
            limits,
            clock,
            (operation, outcome, took) -> observer.observed(server, operation, outcome, took),
            fence,
            memory);
    return new HttpWandb(settings, transport, userAgent, pageSize);
  }

  private static void check(ConnectionSettings settings) {
    var url = settings.url();
    require(
        "https".equals(url.getScheme()) || "http".equals(url.getScheme()),
        "spec.url must begin with https:// or http://");
    require(url.getHost() != null, "spec.url has no host");
    require(
        url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null,
        "spec.url must contain neither credentials nor ? nor #");
    require(settings.requestsPerSecond() > 0, "spec.limits.requestsPerSecond must be positive");
    require(settings.concurrency() > 0, "spec.limits.concurrency must be positive");
    require(settings.timeout().toMillis() > 0, "spec.limits.timeout must be positive");
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }
}
