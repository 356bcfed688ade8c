package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ApiKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Makes a server's words fit to be shown: short, on one line, and without any key. Keys that are
 * known here are hidden wherever they stand; others, such as one that the server quotes from its
 * own stores, are known by their looks.
 */
final class Redactor {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_READ = 16_384;
  private static final int MAX_KEYS = 1_000;
  private static final String REDACTED = "[redacted]";

  /** As long as the shortest key, in the alphabets of keys, of base64 and of URL encoding. */
  private static final Pattern LOOKS_SECRET = Pattern.compile("[A-Za-z0-9_+/=%-]{40,}");

  private static final Pattern BROKEN_END = Pattern.compile("[A-Za-z0-9_+/=%-]+$");
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private final Set<String> secrets = ConcurrentHashMap.newKeySet();

  /** From now on this key is never shown, nor in the forms in which it goes over the wire. */
  void hide(ApiKey key) {
    if (secrets.size() > MAX_KEYS) {
      // From here on its looks alone give a key away.
      return;
    }
    var plain = key.reveal();
    secrets.add(plain);
    secrets.add(URLEncoder.encode(plain, StandardCharsets.UTF_8));
    for (var user : new String[] {"", ":", "a:", "api:"}) {
      secrets.add(
          Base64.getEncoder()
              .withoutPadding()
              .encodeToString((user + plain).getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The text, fit to be shown. */
  String clean(String text) {
    var shown =
        text.length() <= MAX_READ
            ? text
            : BROKEN_END.matcher(text.substring(0, MAX_READ)).replaceFirst("");
    for (var secret : secrets) {
      shown = shown.replace(secret, REDACTED);
    }
    shown = LOOKS_SECRET.matcher(shown).replaceAll(REDACTED);
    shown = INVISIBLE.matcher(shown).replaceAll(" ").strip();
    return shown.length() <= MAX_LENGTH ? shown : cut(shown);
  }

  private static String cut(String text) {
    int end = MAX_LENGTH - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
