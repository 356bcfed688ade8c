package com.wandb.iam.storage.store;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Adapter that sends the requests of Azure's client through {@link StoreHttp}. */
final class AzureHttp implements HttpClient {
  private final StoreHttp http;

  AzureHttp(StoreHttp http) {
    this.http = http;
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.fromCallable(() -> sendSync(request, Context.NONE));
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    var headers =
        request.getHeaders().stream()
            .flatMap(
                header ->
                    header.getValuesList().stream()
                        .map(value -> new StoreHttp.Header(header.getName(), value)))
            .toList();
    var content = request.getBodyAsBinaryData();
    try {
      return new Response(
          request,
          http.exchange(
              request.getHttpMethod().name(),
              URI.create(request.getUrl().toString()),
              headers,
              content == null ? new byte[0] : content.toBytes()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static final class Response extends HttpResponse {
    private final StoreHttp.Answer answer;

    Response(HttpRequest request, StoreHttp.Answer answer) {
      super(request);
      this.answer = answer;
    }

    @Override
    public int getStatusCode() {
      return answer.status();
    }

    @Override
    @Deprecated
    public @Nullable String getHeaderValue(String name) {
      return answer.header(name).orElse(null);
    }

    @Override
    public HttpHeaders getHeaders() {
      var headers = new HttpHeaders();
      answer
          .headers()
          .forEach(one -> headers.add(HttpHeaderName.fromString(one.name()), one.value()));
      return headers;
    }

    @Override
    public BinaryData getBodyAsBinaryData() {
      return BinaryData.fromBytes(answer.body());
    }

    @Override
    public Flux<ByteBuffer> getBody() {
      return Flux.just(ByteBuffer.wrap(answer.body()));
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
      return Mono.just(answer.body());
    }

    @Override
    public Mono<String> getBodyAsString() {
      return getBodyAsString(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
      return Mono.just(new String(answer.body(), charset));
    }
  }
}
