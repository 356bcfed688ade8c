package com.wandb.iam.kube;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text for users, without control characters and within the limits of the API. */
public final class PlainText {
  private static final Pattern INVISIBLE = Pattern.compile("[[\\p{C}\\p{Zl}\\p{Zp}]&&[^\n\t]]+");
  private static final String ELLIPSIS = "…";
  private static final Pattern FIRST_WORD =
      Pattern.compile("^\\p{Ll}[\\p{L}'’-]*(?=[,;:.]?(?:\\s|$))");
  private static final Pattern ENDED = Pattern.compile("[.!?…][\"')\\]]?$");

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

  /**
   * Returns a text of another program as a sentence: with a capital first letter, unless the first
   * word is a name such as {@code spec.url}, and with a period at the end.
   */
  public static String sentence(String text) {
    var stripped = text.strip();
    if (stripped.isEmpty()) {
      return "";
    }
    var begun =
        FIRST_WORD.matcher(stripped).find()
            ? stripped.substring(0, 1).toUpperCase(Locale.ROOT) + stripped.substring(1)
            : stripped;
    return ENDED.matcher(begun).find() ? begun : begun + ".";
  }

  /** Returns a text of another program without the period at its end, as a part of a sentence. */
  public static String clause(String text) {
    var stripped = text.strip();
    return stripped.endsWith(".") && !stripped.endsWith("..")
        ? stripped.substring(0, stripped.length() - 1)
        : stripped;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
