package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ApiKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a server's words fit to be shown: short, on one line, and without any key known here. */
final class Redactor {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_KEYS = 1_000;
  private static final String REDACTED = "[redacted]";

  private final Set<String> secrets = ConcurrentHashMap.newKeySet();

  /** From now on this key is never shown, nor in the forms in which it goes over the wire. */
  void hide(ApiKey key) {
    if (secrets.size() > MAX_KEYS) {
      return;
    }
    var plain = key.reveal();
    secrets.add(plain);
    secrets.add(URLEncoder.encode(plain, StandardCharsets.UTF_8));
    for (var user : new String[] {"", ":", "api:"}) {
      secrets.add(
          Base64.getEncoder()
              .withoutPadding()
              .encodeToString((user + plain).getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The text, fit to be shown. */
  String clean(String text) {
    var shown = text;
    for (var secret : secrets) {
      shown = shown.replace(secret, REDACTED);
    }
    shown = shown.replaceAll("\\p{Cntrl}+", " ").strip();
    return shown.length() <= MAX_LENGTH ? shown : shown.substring(0, MAX_LENGTH - 1) + "…";
  }
}
