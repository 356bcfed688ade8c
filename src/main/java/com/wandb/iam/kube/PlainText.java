package com.wandb.iam.kube;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text for users, without control characters and within the limits of the API. */
public final class PlainText {
  private static final Pattern INVISIBLE = Pattern.compile("[[\\p{C}\\p{Zl}\\p{Zp}]&&[^\n\t]]+");
  private static final String ELLIPSIS = "…";

  private PlainText() {}

  /**
   * Returns the text without invisible characters, such as terminal escapes. Line ends are kept.
   *
   * @param most the maximum size in bytes, because the API server counts some limits in bytes; a
   *     longer text is cut between two characters
   */
  public static String within(int most, String text) {
    var shown = INVISIBLE.matcher(text).replaceAll(" ");
    if (bytes(shown) <= most) {
      return shown;
    }
    int left = most - bytes(ELLIPSIS);
    int end = 0;
    while (end < shown.length()) {
      int next = shown.offsetByCodePoints(end, 1);
      left -= bytes(shown.substring(end, next));
      if (left < 0) {
        break;
      }
      end = next;
    }
    return shown.substring(0, end) + ELLIPSIS;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
