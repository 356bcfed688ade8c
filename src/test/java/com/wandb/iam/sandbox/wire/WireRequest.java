package com.wandb.iam.sandbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A received request.
 *
 * @param path the raw path, without the query
 * @param query the raw query, empty if absent
 * @param headers by lower-case name
 */
public record WireRequest(
    String method, String path, String query, Map<String, String> headers, byte[] body) {

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
  }

  public String text() {
    return new String(body, UTF_8);
  }

  /** Returns the parameters of the query, in which a plus is a space. */
  public Map<String, String> parameters() {
    Map<String, String> found = new HashMap<>();
    if (!query.isEmpty()) {
      for (String pair : query.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        found.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
      }
    }
    return found;
  }

  /** Returns the decoded segments of the path, in which a plus stays a plus. */
  public List<String> parts() {
    return java.util.Arrays.stream(path.split("/"))
        .filter(part -> !part.isEmpty())
        .map(part -> URLDecoder.decode(part.replace("+", "%2B"), UTF_8))
        .toList();
  }
}
