package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbConnector;
import java.time.InstantSource;

/** Opens the way to servers over HTTP. */
public final class HttpWandbConnector implements WandbConnector {
  /** The most that the server gives in one answer. */
  static final int LARGEST_PAGE = 9999;

  private final InstantSource clock;
  private final String userAgent;
  private final RequestObserver observer;
  private final int pageSize;

  /**
   * @param version the operator's own version, told to servers
   */
  public HttpWandbConnector(InstantSource clock, String version, RequestObserver observer) {
    this(clock, version, observer, LARGEST_PAGE);
  }

  HttpWandbConnector(InstantSource clock, String version, RequestObserver observer, int pageSize) {
    this.clock = clock;
    this.userAgent = "wandb-iam-operator/" + version;
    this.observer = observer;
    this.pageSize = pageSize;
  }

  @Override
  public WandbApi connect(ConnectionSettings settings) {
    var redactor = new Redactor();
    redactor.hide(settings.key());
    var limits = new Limits(settings.requestsPerSecond(), settings.concurrency());
    var transport = new Transport(settings, limits, redactor, clock, observer);
    return new HttpWandb(settings, transport, redactor, userAgent, pageSize);
  }
}
