package com.wandb.iam.reconcile;

import java.time.Duration;
import java.util.regex.Pattern;

/** Parser of durations in the format of Kubernetes: {@code 90s}, {@code 1h30m}, {@code 1.5h}. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  private Durations() {}

  /**
   * Parses a duration.
   *
   * @throws IllegalArgumentException if the text is not a duration; the schema rejects such a text
   */
  public static Duration parse(String text) {
    var matcher = PART.matcher(text);
    var total = Duration.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      long unit =
          switch (matcher.group(2)) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            default -> 3_600_000L;
          };
      total = total.plusMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit));
      end = matcher.end();
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException("Not a duration such as 90s or 1h30m: " + text);
    }
    return total;
  }
}
