package com.wandb.iam.storage.store;

import java.util.ArrayList;
import java.util.List;

/** A CORS rule, in the terms that all providers share. */
public record CorsRule(
    List<String> methods,
    List<String> origins,
    List<String> headers,
    List<String> exposed,
    int maxAgeSeconds) {
  private static final String ANY = "*";

  /** The rule that the signed URLs of W&amp;B need. */
  public static final CorsRule NEEDED =
      new CorsRule(
          List.of("GET", "HEAD", "PUT"), List.of(ANY), List.of(ANY), List.of("ETag"), 3000);

  public CorsRule {
    methods = List.copyOf(methods);
    origins = List.copyOf(origins);
    headers = List.copyOf(headers);
    exposed = List.copyOf(exposed);
  }

  /** Returns the parts of {@link #NEEDED} that the rule does not allow. */
  public List<String> lacks() {
    var lacking = new ArrayList<String>();
    for (var method : NEEDED.methods()) {
      if (!has(methods, method)) {
        lacking.add("method " + method);
      }
    }
    if (!has(origins, ANY)) {
      lacking.add("origin *");
    }
    if (!has(headers, ANY)) {
      lacking.add("header *");
    }
    for (var header : NEEDED.exposed()) {
      if (!has(exposed, header)) {
        lacking.add("exposed header " + header);
      }
    }
    if (maxAgeSeconds < NEEDED.maxAgeSeconds()) {
      lacking.add("max age " + NEEDED.maxAgeSeconds());
    }
    return lacking;
  }

  private static boolean has(List<String> given, String wanted) {
    return given.stream().anyMatch(one -> one.equals(ANY) || one.equalsIgnoreCase(wanted));
  }
}
