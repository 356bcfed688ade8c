package com.wandb.iam.sandbox.state;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Delay before an answer: a random time between the two, or fixed if they are equal. */
public record SandboxLatency(Duration shortest, Duration longest) {
  private static final Pattern FORM = Pattern.compile("(\\d+)ms(?:-(\\d+)ms)?");

  public SandboxLatency {
    if (shortest.isNegative() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException("latency must be 0 <= shortest <= longest");
    }
  }

  public static SandboxLatency none() {
    return fixed(Duration.ZERO);
  }

  public static SandboxLatency fixed(Duration always) {
    return new SandboxLatency(always, always);
  }

  public static SandboxLatency between(Duration shortest, Duration longest) {
    return new SandboxLatency(shortest, longest);
  }

  /** Reads {@code 10ms} or {@code 10ms-50ms}. */
  public static SandboxLatency parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException("latency is 10ms or 10ms-50ms, not " + text);
    }
    Duration from = Duration.ofMillis(Long.parseLong(form.group(1)));
    return form.group(2) == null
        ? fixed(from)
        : between(from, Duration.ofMillis(Long.parseLong(form.group(2))));
  }

  public Duration draw() {
    long span = longest.toNanos() - shortest.toNanos();
    return span == 0
        ? shortest
        : shortest.plusNanos(ThreadLocalRandom.current().nextLong(span + 1));
  }
}
