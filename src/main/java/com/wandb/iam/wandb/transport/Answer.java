package com.wandb.iam.wandb.transport;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** Complete answer to a request. */
public record Answer(int status, HttpHeaders headers, String body) {

  /** Returns whether the answer is a web page instead of a document. */
  public boolean isPage() {
    var type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.contains("html") || body.stripLeading().startsWith("<");
  }
}
