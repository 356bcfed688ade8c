package com.wandb.iam.sandbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/** An outgoing answer. */
public record WireAnswer(int status, Map<String, String> headers, byte[] body) {

  public static WireAnswer of(int status, String contentType, String body) {
    return new WireAnswer(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  public static WireAnswer empty(int status) {
    return new WireAnswer(status, Map.of(), new byte[0]);
  }

  /** Returns the page of the web application, which answers all unrouted paths. */
  public static WireAnswer page(int status) {
    String html =
        "<!doctype html><html><head><title>Weights &amp; Biases</title></head><body><div id=\"root\"></div></body></html>";
    return of(status, "text/html; charset=utf-8", html);
  }

  public WireAnswer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new WireAnswer(status, more, body);
  }

  public WireAnswer withBody(byte[] other) {
    return new WireAnswer(status, headers, other);
  }

  String text() {
    return new String(body, UTF_8);
  }
}
