package com.wandb.iam.metrics;

import com.wandb.iam.health.TextServer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Supplier;

/** HTTP server of {@code GET /metrics}. */
public final class MetricsServer {
  /** Prometheus' text format. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private MetricsServer() {}

  /**
   * Starts the server.
   *
   * @param address the address to listen on; port 0 for any free port
   * @param scrape returns all metrics in the format {@link #CONTENT_TYPE}
   * @throws java.io.UncheckedIOException if the address is already in use
   */
  public static TextServer start(InetSocketAddress address, Supplier<String> scrape) {
    return TextServer.start(
        "metrics",
        address,
        Map.of("/metrics", () -> new TextServer.Answer(200, CONTENT_TYPE, scrape.get())));
  }
}
