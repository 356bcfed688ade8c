package com.wandb.iam.access;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A permission as custom roles carry it: {@code artifact:read}. W&amp;B publishes no closed list,
 * so only the form can be wrong.
 */
public record Permission(String object, String operation) implements Comparable<Permission> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  /**
   * @throws IllegalArgumentException where a part is none
   */
  public Permission {
    if (!FORM.matcher(object).matches() || !FORM.matcher(operation).matches()) {
      throw new IllegalArgumentException(
          "not a permission such as run:read: " + object + ":" + operation);
    }
  }

  /** The permission of that name, or empty where the name is malformed. */
  public static Optional<Permission> parse(String name) {
    int colon = name.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    var object = name.substring(0, colon);
    var operation = name.substring(colon + 1);
    return FORM.matcher(object).matches() && FORM.matcher(operation).matches()
        ? Optional.of(new Permission(object, operation))
        : Optional.empty();
  }

  @Override
  public int compareTo(Permission other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return object + ":" + operation;
  }
}
