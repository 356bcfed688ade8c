package com.wandb.iam.health;

import com.wandb.iam.health.TextServer.Answer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** HTTP server of {@code GET /healthz} (liveness) and {@code GET /readyz} (readiness). */
public final class HealthServer {
  private HealthServer() {}

  /**
   * Starts the server.
   *
   * @param address the address to listen on; port 0 for any free port
   * @throws java.io.UncheckedIOException if the address is already in use
   */
  public static TextServer start(InetSocketAddress address, HealthChecks checks) {
    return TextServer.start(
        "health",
        address,
        Map.of("/healthz", () -> answer(checks.dead()), "/readyz", () -> answer(checks.unready())));
  }

  private static Answer answer(Optional<String> problem) {
    return new Answer(
        problem.isEmpty() ? 200 : 503, "text/plain; charset=utf-8", problem.orElse("ok") + "\n");
  }
}
