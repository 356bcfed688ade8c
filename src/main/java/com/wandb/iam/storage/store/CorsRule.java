package com.wandb.iam.storage.store;

import java.util.ArrayList;
import java.util.List;

/** What browsers are allowed with a bucket, in the words that all providers share. */
public record CorsRule(
    List<String> methods,
    List<String> origins,
    List<String> headers,
    List<String> exposed,
    int maxAgeSeconds) {
  private static final String ANY = "*";

  /** What W&amp;B's signed addresses need. */
  public static final CorsRule NEEDED =
      new CorsRule(
          List.of("GET", "HEAD", "PUT"), List.of(ANY), List.of(ANY), List.of("ETag"), 3000);

  public CorsRule {
    methods = List.copyOf(methods);
    origins = List.copyOf(origins);
    headers = List.copyOf(headers);
    exposed = List.copyOf(exposed);
  }

  /** What of {@link #NEEDED} the rule does not give, in words; empty where it gives all. */
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
