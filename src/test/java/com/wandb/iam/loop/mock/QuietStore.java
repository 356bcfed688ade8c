package com.wandb.iam.loop.mock;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Minimal S3 store in which a bucket passes its checks: it lists nothing. It does not answer for a
 * bucket whose name begins with {@code slow}.
 */
final class QuietStore implements AutoCloseable {
  private static final String EMPTY =
      "<ListBucketResult><Name>%s</Name><KeyCount>0</KeyCount></ListBucketResult>";

  private static final String NOT_OFFERED =
      "<Error><Code>NotImplemented</Code><Message>not offered</Message></Error>";

  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;

  QuietStore() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException unexpected) {
      throw new UncheckedIOException(unexpected);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().startsWith("/slow")) {
      hold();
    }
    var query = String.valueOf(exchange.getRequestURI().getQuery());
    boolean lists = query.contains("list-type=2");
    var bucket = exchange.getRequestURI().getPath().split("/")[1];
    var body = (lists ? EMPTY.formatted(bucket) : NOT_OFFERED).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(lists ? 200 : 501, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
    exchange.close();
  }

  private void hold() {
    try {
      closed.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
