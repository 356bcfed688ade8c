package com.wandb.iam.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * HTTP server that answers {@code GET} of a few paths with texts, each request on its own thread.
 */
public final class TextServer implements AutoCloseable {
  /**
   * A response.
   *
   * @param status the HTTP status code
   * @param type the content type; the text is encoded in UTF-8
   */
  public record Answer(int status, String type, String text) {}

  /**
   * Limits of the JDK's server, which has none by default: seconds for a request and for its
   * answer, and connections for each server. The JDK reads them once for the whole process, so they
   * are set before its first server exists. Values from the command line have priority.
   */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "30",
          "jdk.httpserver.maxConnections", "100");

  static {
    LIMITS.forEach(System.getProperties()::putIfAbsent);
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private TextServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts a server.
   *
   * @param purpose the prefix of the thread names, also used in error messages
   * @param address the address to listen on; port 0 for any free port
   * @param answers the response suppliers by path
   * @throws UncheckedIOException if the address is already in use
   */
  public static TextServer start(
      String purpose, InetSocketAddress address, Map<String, Supplier<Answer>> answers) {
    try {
      var server = HttpServer.create(address, 0);
      var threads =
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(purpose + "-", 0).factory());
      answers.forEach(
          (path, answer) ->
              server.createContext(path, exchange -> respond(exchange, answer.get())));
      server.setExecutor(threads);
      server.start();
      return new TextServer(server, threads);
    } catch (IOException taken) {
      throw new UncheckedIOException(
          "Cannot start the " + purpose + " server at " + address, taken);
    }
  }

  private static void respond(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      var body = answer.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Returns the port that the server listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
