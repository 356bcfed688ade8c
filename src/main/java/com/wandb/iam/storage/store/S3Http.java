package com.wandb.iam.storage.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Adapter that sends the requests of the AWS SDK through {@link StoreHttp}. Records the region of
 * the bucket that answers report in a header or in an error.
 */
final class S3Http implements SdkHttpClient {
  private static final String REGION_HEADER = "x-amz-bucket-region";
  private static final Pattern REGION_ELEMENT = Pattern.compile("<Region>([^<]{1,64})</Region>");

  /** Form of a region. Messages must not repeat other text from an answer. */
  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{2,32}");

  private final StoreHttp http;
  private volatile @Nullable String region;

  S3Http(StoreHttp http) {
    this.http = http;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return send(request);
      }

      @Override
      public void abort() {
        http.close();
      }
    };
  }

  /** Returns the region in the latest answer that reported one. */
  Optional<String> region() {
    return Optional.ofNullable(region);
  }

  private void note(StoreHttp.Answer answer) {
    answer
        .header(REGION_HEADER)
        .or(() -> answer.status() >= 300 ? element(answer.body()) : Optional.empty())
        .filter(told -> REGION.matcher(told).matches())
        .ifPresent(told -> region = told);
  }

  private static Optional<String> element(byte[] body) {
    var match = REGION_ELEMENT.matcher(new String(body, StandardCharsets.UTF_8));
    return match.find() ? Optional.of(match.group(1)) : Optional.empty();
  }

  private HttpExecuteResponse send(HttpExecuteRequest request) throws IOException {
    var sent = request.httpRequest();
    var headers =
        sent.headers().entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue().stream()
                        .map(value -> new StoreHttp.Header(entry.getKey(), value)))
            .toList();
    var content = request.contentStreamProvider();
    var body = content.isEmpty() ? new byte[0] : content.get().newStream().readAllBytes();
    var answer = http.exchange(sent.method().name(), sent.getUri(), headers, body);
    note(answer);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpResponse.builder()
                .statusCode(answer.status())
                .headers(
                    answer.headers().stream()
                        .collect(
                            Collectors.groupingBy(
                                StoreHttp.Header::name,
                                Collectors.mapping(StoreHttp.Header::value, Collectors.toList()))))
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
        .build();
  }

  @Override
  public String clientName() {
    return "Store";
  }

  @Override
  public void close() {
    // The owner of the StoreHttp closes it, because clients of several regions share it.
  }
}
