package com.wandb.iam.wandb;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The secret half of an API key. It never shows itself: {@link #toString()} is redacted and the
 * value leaves only through {@link #reveal()}, so that every place that needs it can be found.
 */
public final class ApiKey {
  /**
   * 40 or more letters, digits and underscores, on self-managed servers perhaps behind a prefix.
   */
  private static final Pattern SHAPE = Pattern.compile("([A-Za-z0-9]+-)?[A-Za-z0-9_]{40,}");

  private static final int MAX_LENGTH = 512;

  private final String value;

  private ApiKey(String value) {
    this.value = value;
  }

  /**
   * A key out of a trusted place.
   *
   * @throws IllegalArgumentException where {@code value} does not look like a key; the message does
   *     not contain it
   */
  public static ApiKey of(String value) {
    if (!looksLikeKey(value)) {
      throw new IllegalArgumentException(
          "not a W&B API key: expected 40 or more letters, digits and underscores, perhaps behind a"
              + " prefix such as local-");
    }
    return new ApiKey(value);
  }

  /** Whether the text has the shape of a key, to be asked before it is sent anywhere. */
  public static boolean looksLikeKey(String value) {
    return value.length() <= MAX_LENGTH && SHAPE.matcher(value).matches();
  }

  /** The secret itself, for the wire and for a Secret only. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ApiKey key && key.value.equals(value);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(value);
  }

  @Override
  public String toString() {
    return "ApiKey[redacted]";
  }
}
