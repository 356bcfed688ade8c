package com.wandb.iam.storage.check;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.wandb.iam.stores.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A web page behind TLS. */
final class TlsPeer implements AutoCloseable {
  private final HttpsServer server;

  private TlsPeer(HttpsServer server) {
    this.server = server;
  }

  static TlsPeer with(TestCertificate certificate) throws IOException {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var page = "<html></html>".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
          }
        });
    server.start();
    return new TlsPeer(server);
  }

  String endpoint() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
