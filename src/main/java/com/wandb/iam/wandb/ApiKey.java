package com.wandb.iam.wandb;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Secret value of an API key. {@link #toString()} is redacted and only {@link #reveal()} returns
 * the value, so that every use of it can be found.
 */
public final class ApiKey {
  /**
   * 40 or more letters, digits and underscores. On self-managed servers a prefix may precede them.
   */
  private static final Pattern SHAPE = Pattern.compile("([A-Za-z0-9]+-)?[A-Za-z0-9_]{40,}");

  private static final int MAX_LENGTH = 512;

  private final String value;

  private ApiKey(String value) {
    this.value = value;
  }

  /**
   * Returns the API key with that value.
   *
   * @throws IllegalArgumentException if {@code value} does not have the form of an API key. The
   *     message does not contain the value.
   */
  public static ApiKey of(String value) {
    if (!looksLikeKey(value)) {
      throw new IllegalArgumentException(
          "not a W&B API key: expected 40 or more letters, digits and underscores, optionally with"
              + " a prefix such as local-");
    }
    return new ApiKey(value);
  }

  /**
   * Returns whether the text has the form of an API key. Check this before sending the text
   * anywhere.
   */
  public static boolean looksLikeKey(String value) {
    return value.length() <= MAX_LENGTH && SHAPE.matcher(value).matches();
  }

  /** Returns the secret value, only for requests and for Kubernetes Secrets. */
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
