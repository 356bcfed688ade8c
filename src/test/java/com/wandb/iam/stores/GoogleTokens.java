package com.wandb.iam.stores;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/** Issues a token for a request that the account's key signed, as Google's token service does. */
public final class GoogleTokens implements AutoCloseable {
  private final HttpServer server;
  private final KeyPair keys;
  private final String email;

  private GoogleTokens(HttpServer server, KeyPair keys, String email) {
    this.server = server;
    this.keys = keys;
    this.email = email;
    server.createContext("/token", this::answer);
    server.start();
  }

  static GoogleTokens start(String email) {
    try {
      return new GoogleTokens(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
          newKeys(),
          email);
    } catch (IOException e) {
      throw new UncheckedIOException("no token service", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no RSA", e);
    }
  }

  /** Creates short keys, because Java without its second compiler needs seconds for long ones. */
  public static KeyPair newKeys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    return generator.generateKeyPair();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  String privateKey() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean valid = isValid(assertion(form));
      var body =
          valid
              ? "{\"access_token\": \"token\", \"expires_in\": 3600, \"token_type\": \"Bearer\"}"
              : "{\"error\": \"invalid_grant\", \"error_description\": \"Invalid JWT Signature.\"}";
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(valid ? 200 : 400, body.length());
      exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String assertion(String form) {
    return Arrays.stream(form.split("&"))
        .filter(one -> one.startsWith("assertion="))
        .map(one -> URLDecoder.decode(one.substring("assertion=".length()), StandardCharsets.UTF_8))
        .findFirst()
        .orElse("");
  }

  private boolean isValid(String assertion) {
    var parts = assertion.split("\\.");
    if (parts.length != 3) {
      return false;
    }
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(keys.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      return signature.verify(Base64.getUrlDecoder().decode(parts[2])) && claims.contains(email);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
