package com.wandb.iam.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.DnsResolver;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.DefaultHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * The only way to a store, below the clients of all providers. Connects to addresses that were
 * checked; follows no redirect, remembers no cookie, uses no proxy, repeats nothing, unpacks
 * nothing, and reads no more of an answer than a check can need.
 */
final class StoreHttp implements AutoCloseable {
  /** A connection that is not made by then is tried at the host's next address. */
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  private static final int BODY_MAX = 1024 * 1024;
  private static final int LINE_MAX = 16 * 1024;
  private static final int HEADERS_MAX = 200;

  /** What the client sets by itself, from the address and the body. */
  private static final Set<String> OWN_HEADERS =
      Set.of("content-length", "transfer-encoding", "expect", "connection");

  /** One header. */
  record Header(String name, String value) {}

  /** An answer, read to its end. */
  static final class Answer {
    private final int status;
    private final List<Header> headers;
    private final byte[] body;

    private Answer(int status, List<Header> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    int status() {
      return status;
    }

    List<Header> headers() {
      return headers;
    }

    Optional<String> header(String name) {
      return headers.stream()
          .filter(one -> one.name().equalsIgnoreCase(name))
          .map(Header::value)
          .findFirst();
    }

    byte[] body() {
      return body.clone();
    }
  }

  /** The answer went on beyond what any check asks for. */
  static final class EndlessException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final PoolingHttpClientConnectionManager connections;
  private final CloseableHttpClient client;

  /**
   * Connects to nobody yet.
   *
   * @param patience for each part of an answer; the whole is limited elsewhere
   */
  StoreHttp(DnsResolver addresses, SSLContext trust, Duration patience) {
    var sockets =
        RegistryBuilder.<ConnectionSocketFactory>create()
            .register("http", PlainConnectionSocketFactory.getSocketFactory())
            .register("https", new SSLConnectionSocketFactory(trust, new DefaultHostnameVerifier()))
            .build();
    int millis = Math.toIntExact(patience.toMillis());
    connections =
        new PoolingHttpClientConnectionManager(sockets, null, null, addresses, 1, TimeUnit.MINUTES);
    connections.setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(millis).build());
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setMessageConstraints(
                MessageConstraints.custom()
                    .setMaxLineLength(LINE_MAX)
                    .setMaxHeaderCount(HEADERS_MAX)
                    .build())
            .build());
    client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectTimeout(Math.min(millis, Math.toIntExact(CONNECT_MAX.toMillis())))
                    .setConnectionRequestTimeout(millis)
                    .setSocketTimeout(millis)
                    .setRedirectsEnabled(false)
                    .setAuthenticationEnabled(false)
                    .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
                    .setNormalizeUri(false)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableDefaultUserAgent()
            .build();
  }

  /** Sends one request and reads the whole answer, whatever its status. */
  Answer exchange(String method, URI address, List<Header> headers, byte[] body)
      throws IOException {
    var request = RequestBuilder.create(method).setUri(address).setCharset(StandardCharsets.UTF_8);
    headers.stream()
        .filter(one -> !OWN_HEADERS.contains(one.name().toLowerCase(Locale.ROOT)))
        .forEach(one -> request.addHeader(one.name(), one.value()));
    if (body.length > 0 || method.equals("PUT") || method.equals("POST")) {
      request.setEntity(new ByteArrayEntity(body));
    }
    return client.execute(
        request.build(),
        answer -> {
          var entity = answer.getEntity();
          var content = entity == null ? new byte[0] : entity.getContent().readNBytes(BODY_MAX + 1);
          if (content.length > BODY_MAX) {
            throw new EndlessException();
          }
          return new Answer(
              answer.getStatusLine().getStatusCode(),
              Arrays.stream(answer.getAllHeaders())
                  .map(one -> new Header(one.getName(), one.getValue()))
                  .toList(),
              content);
        });
  }

  /** Ends what is under way too, from any thread. */
  @Override
  public void close() {
    connections.shutdown();
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close a client", e);
    }
  }
}
