package com.wandb.iam.health;

import com.wandb.iam.health.TextServer.Answer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** Answers {@code GET /healthz} (restart me?) and {@code GET /readyz} (count on me?). */
public final class HealthServer {
  private HealthServer() {}

  /**
   * Starts to answer.
   *
   * @param address port 0 for any that is free
   * @throws java.io.UncheckedIOException where the address is taken
   */
  public static TextServer start(InetSocketAddress address, HealthChecks checks) {
    return TextServer.start(
        "health",
        address,
        Map.of("/healthz", () -> answer(checks.dead()), "/readyz", () -> answer(checks.unready())));
  }

  private static Answer answer(Optional<String> trouble) {
    return new Answer(
        trouble.isEmpty() ? 200 : 503, "text/plain; charset=utf-8", trouble.orElse("ok") + "\n");
  }
}
