package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbConnector;
import com.wandb.iam.wandb.transport.Fence;
import com.wandb.iam.wandb.transport.Limits;
import com.wandb.iam.wandb.transport.RequestObserver;
import com.wandb.iam.wandb.transport.Room;
import com.wandb.iam.wandb.transport.Transport;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Opens the way to servers over HTTP. */
public final class HttpWandbConnector implements WandbConnector {
  /** The most that the server gives in one answer. */
  static final int LARGEST_PAGE = 9999;

  private final InstantSource clock;
  private final String userAgent;
  private final RequestObserver observer;
  private final Fence fence;
  private final int pageSize;
  private final LongSupplier nanoTime;
  private final Room room = new Room(Runtime.getRuntime().maxMemory());

  /**
   * For a process that works alone.
   *
   * @param version the operator's own version, told to servers
   */
  public HttpWandbConnector(InstantSource clock, String version, RequestObserver observer) {
    this(clock, version, observer, Fence.OPEN);
  }

  /**
   * @param version the operator's own version and what else servers are to know of this process
   * @param fence is asked before each request
   */
  public HttpWandbConnector(
      InstantSource clock, String version, RequestObserver observer, Fence fence) {
    this(
        clock,
        version,
        observer,
        fence,
        Room.page(Runtime.getRuntime().maxMemory(), LARGEST_PAGE),
        System::nanoTime);
  }

  /**
   * @param nanoTime what pauses are measured by; never goes back
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
            room);
    return new HttpWandb(settings, transport, userAgent, pageSize);
  }

  private static void check(ConnectionSettings settings) {
    var url = settings.url();
    require(
        "https".equals(url.getScheme()) || "http".equals(url.getScheme()),
        "spec.url must begin with https:// or http://");
    require(url.getHost() != null, "spec.url names no host");
    require(
        url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null,
        "spec.url must hold neither credentials nor ? nor #");
    require(settings.requestsPerSecond() > 0, "spec.limits.requestsPerSecond must be positive");
    require(settings.concurrency() > 0, "spec.limits.concurrency must be positive");
    require(settings.timeout().toMillis() > 0, "spec.limits.timeout must be positive");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
