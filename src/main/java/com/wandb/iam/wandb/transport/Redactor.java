package com.wandb.iam.wandb.transport;

import java.util.regex.Pattern;

/**
 * Filter for texts from a server before they are shown: short, on one line, and without keys.
 * Recognizes keys by their form. Therefore it also removes keys that the server quotes from its own
 * storage, and it needs no list of secrets.
 */
public final class Redactor {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_READ = 16_384;

  /**
   * Text with the minimum length of a key, in the alphabets of keys, of base64 and of URL encoding.
   * Matches a key as it is, in an Authorization header, and in a URL. It also matches long names,
   * because redacting a name does less harm than showing a key.
   */
  private static final Pattern LOOKS_SECRET = Pattern.compile("[A-Za-z0-9_+/=%-]{40,}");

  private static final Pattern BROKEN_END =
      Pattern.compile("(?<![A-Za-z0-9_+/=%-])[A-Za-z0-9_+/=%-]++$");
  private static final Pattern GAPS = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private Redactor() {}

  /** Returns the text without keys, on one line and limited in length. */
  public static String clean(String text) {
    var read =
        text.length() <= MAX_READ
            ? text
            : BROKEN_END.matcher(text.substring(0, MAX_READ)).replaceFirst("");
    var shown = LOOKS_SECRET.matcher(read).replaceAll("[redacted]");
    shown = GAPS.matcher(shown).replaceAll(" ").strip();
    return shown.length() <= MAX_LENGTH ? shown : cut(shown);
  }

  private static String cut(String text) {
    int end = MAX_LENGTH - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
