package com.wandb.iam.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code GET /healthz} (restart me?) and {@code GET /readyz} (count on me?). */
public final class HealthServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("health-", 0).factory());

  private HealthServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to answer.
   *
   * @param address port 0 for any that is free
   * @throws UncheckedIOException where the address is taken
   */
  public static HealthServer start(InetSocketAddress address, HealthChecks checks) {
    try {
      var started = new HealthServer(HttpServer.create(address, 0));
      started.answer("/healthz", checks::dead);
      started.answer("/readyz", checks::unready);
      started.server.setExecutor(started.threads);
      started.server.start();
      return started;
    } catch (IOException taken) {
      throw new UncheckedIOException("cannot answer health checks at " + address, taken);
    }
  }

  private void answer(String path, Supplier<Optional<String>> trouble) {
    server.createContext(
        path,
        exchange -> {
          var found = trouble.get();
          respond(exchange, found.isEmpty() ? 200 : 503, found.orElse("ok") + "\n");
        });
  }

  private static void respond(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      var body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Where it answers. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
