package com.wandb.iam.kube;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text that is shown to people by whatever they look with, and stored by an API with limits. */
public final class PlainText {
  private static final Pattern UNSEEN = Pattern.compile("[[\\p{C}\\p{Zl}\\p{Zp}]&&[^\n\t]]+");
  private static final String MORE = "…";

  private PlainText() {}

  /**
   * The text without what cannot be seen, such as escapes that move a terminal; line ends stay.
   *
   * @param most how many bytes it may have: the API server counts some limits in these; what is
   *     longer is cut between two characters
   */
  public static String within(int most, String text) {
    var shown = UNSEEN.matcher(text).replaceAll(" ");
    if (bytes(shown) <= most) {
      return shown;
    }
    int left = most - bytes(MORE);
    int end = 0;
    while (end < shown.length()) {
      int next = shown.offsetByCodePoints(end, 1);
      left -= bytes(shown.substring(end, next));
      if (left < 0) {
        break;
      }
      end = next;
    }
    return shown.substring(0, end) + MORE;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
