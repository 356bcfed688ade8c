package com.wandb.iam.storage.store;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adapter that sends the requests of Google's client through {@link StoreHttp}. */
final class GoogleHttp extends HttpTransport {
  /** The answer is a redirect. Thrown because Google's client would follow it. */
  static final class RedirectException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final StoreHttp http;

  GoogleHttp(StoreHttp http) {
    this.http = http;
  }

  @Override
  public boolean supportsMethod(String method) {
    return true;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new Request(method, URI.create(url));
  }

  private final class Request extends LowLevelHttpRequest {
    private final String method;
    private final URI address;
    private final List<StoreHttp.Header> headers = new ArrayList<>();

    Request(String method, URI address) {
      this.method = method;
      this.address = address;
    }

    @Override
    public void addHeader(String name, String value) {
      headers.add(new StoreHttp.Header(name, value));
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      var body = new ByteArrayOutputStream();
      if (getStreamingContent() != null) {
        getStreamingContent().writeTo(body);
        if (getContentType() != null) {
          addHeader("Content-Type", getContentType());
        }
        if (getContentEncoding() != null) {
          addHeader("Content-Encoding", getContentEncoding());
        }
      }
      var answer = http.exchange(method, address, headers, body.toByteArray());
      if (answer.status() >= 300
          && answer.status() < 400
          && answer.header("Location").isPresent()) {
        throw new RedirectException();
      }
      return new Response(answer);
    }
  }

  private static final class Response extends LowLevelHttpResponse {
    private final StoreHttp.Answer answer;

    Response(StoreHttp.Answer answer) {
      this.answer = answer;
    }

    @Override
    public InputStream getContent() {
      return new ByteArrayInputStream(answer.body());
    }

    @Override
    public @Nullable String getContentEncoding() {
      return answer.header("Content-Encoding").orElse(null);
    }

    @Override
    public long getContentLength() {
      return answer.body().length;
    }

    @Override
    public @Nullable String getContentType() {
      return answer.header("Content-Type").orElse(null);
    }

    @Override
    public @Nullable String getStatusLine() {
      return null;
    }

    @Override
    public int getStatusCode() {
      return answer.status();
    }

    @Override
    public @Nullable String getReasonPhrase() {
      return null;
    }

    @Override
    public int getHeaderCount() {
      return answer.headers().size();
    }

    @Override
    public String getHeaderName(int index) {
      return answer.headers().get(index).name();
    }

    @Override
    public String getHeaderValue(int index) {
      return answer.headers().get(index).value();
    }
  }
}
