package com.wandb.iam.wandb.transport;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** What came back, whole. */
public record Answer(int status, HttpHeaders headers, String body) {

  /** Whether this is a web page, where a document was asked for. */
  public boolean isPage() {
    var type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.contains("html") || body.stripLeading().startsWith("<");
  }
}
