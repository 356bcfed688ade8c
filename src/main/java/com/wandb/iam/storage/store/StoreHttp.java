package com.wandb.iam.storage.store;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.StandardCookieSpec;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP client that sends the requests of all providers' clients. Connects only to allowed
 * addresses. Follows no redirect, stores no cookie, uses no proxy, retries nothing and decompresses
 * nothing. Limits the size of an answer.
 */
public final class StoreHttp implements AutoCloseable {
  /** Time limit for a connection. After it, the client tries the host's next address. */
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  private static final int BODY_MAX = 1024 * 1024;
  private static final int LINE_MAX = 16 * 1024;
  private static final int HEADERS_MAX = 200;

  /** Headers that the client computes from the URL and the body. */
  private static final Set<String> OWN_HEADERS =
      Set.of("content-length", "transfer-encoding", "expect", "connection");

  /** One header. */
  record Header(String name, String value) {}

  /** A complete answer. */
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

  /** The answer is longer than the limit. */
  static final class EndlessException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final PoolingHttpClientConnectionManager connections;
  private final CloseableHttpClient client;

  /**
   * Creates the client. Opens no connection.
   *
   * @param timeout time limit for each part of an answer; {@code TimedWork} limits the whole check
   */
  public StoreHttp(DnsResolver addresses, SSLContext trust, Duration timeout) {
    var connect = timeout.compareTo(CONNECT_MAX) < 0 ? timeout : CONNECT_MAX;
    connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(addresses)
            // The client verifies the host name instead of the JDK, because only its exception
            // distinguishes a certificate for another host from an unknown authority.
            .setTlsSocketStrategy(
                new DefaultClientTlsStrategy(
                    trust, HostnameVerificationPolicy.CLIENT, new DefaultHostnameVerifier()))
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(
                        Http1Config.custom()
                            .setMaxLineLength(LINE_MAX)
                            .setMaxHeaderCount(HEADERS_MAX)
                            .build())
                    .build())
            .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(Timeout.of(timeout)).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(connect))
                    .setSocketTimeout(Timeout.of(timeout))
                    .setTimeToLive(TimeValue.ofMinutes(1))
                    .build())
            .build();
    client =
        HttpClients.custom()
            .setConnectionManager(connections)
            // Because the default planner uses the proxy of the process.
            .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.of(timeout))
                    .setResponseTimeout(Timeout.of(timeout))
                    .setRedirectsEnabled(false)
                    .setAuthenticationEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .setCookieSpec(StandardCookieSpec.IGNORE)
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
    var request = new HttpUriRequestBase(method, address);
    headers.stream()
        .filter(one -> !OWN_HEADERS.contains(one.name().toLowerCase(Locale.ROOT)))
        .forEach(one -> request.addHeader(one.name(), one.value()));
    if (body.length > 0 || method.equals("PUT") || method.equals("POST")) {
      request.setEntity(new ByteArrayEntity(body, null));
    }
    return client.execute(
        request,
        answer -> {
          try {
            return read(answer);
          } catch (IOException cutOff) {
            // Because the client would otherwise read the rest, to reuse the connection.
            request.cancel();
            throw cutOff;
          }
        });
  }

  private static Answer read(ClassicHttpResponse answer) throws IOException {
    var entity = answer.getEntity();
    var content = entity == null ? new byte[0] : entity.getContent().readNBytes(BODY_MAX + 1);
    if (content.length > BODY_MAX) {
      throw new EndlessException();
    }
    return new Answer(
        answer.getCode(),
        Arrays.stream(answer.getHeaders())
            .map(one -> new Header(one.getName(), one.getValue()))
            .toList(),
        content);
  }

  /** Closes the client and ends running requests. May be called from any thread. */
  @Override
  public void close() {
    connections.close(CloseMode.IMMEDIATE);
    client.close(CloseMode.IMMEDIATE);
  }
}
