package com.wandb.iam.wandb.http;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** What came back, whole. */
record Answer(int status, HttpHeaders headers, String body) {

  /** Whether this is a web page, where a document was asked for. */
  boolean isPage() {
    var type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.contains("html") || body.stripLeading().startsWith("<");
  }
}
