package com.wandb.iam.wandb.transport;

import java.util.regex.Pattern;

/**
 * Makes a server's words fit to be shown: short, on one line, and without any key. Keys are told by
 * their looks, so that one which the server quotes from its own stores is hidden like one that was
 * sent, and no list of secrets is kept for this.
 */
public final class Redactor {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_READ = 16_384;

  /**
   * As long as the shortest key, in the alphabets of keys, of base64 and of URL encoding: a key as
   * it is, in an Authorization header and in an address alike. A long name is hidden along with
   * them, which does less harm than a key that is not.
   */
  private static final Pattern LOOKS_SECRET = Pattern.compile("[A-Za-z0-9_+/=%-]{40,}");

  private static final Pattern BROKEN_END =
      Pattern.compile("(?<![A-Za-z0-9_+/=%-])[A-Za-z0-9_+/=%-]++$");
  private static final Pattern GAPS = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private Redactor() {}

  /** The text, fit to be shown. */
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
