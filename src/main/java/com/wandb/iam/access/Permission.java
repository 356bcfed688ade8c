package com.wandb.iam.access;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Permission of a custom role, written {@code object:operation}, such as {@code artifact:read}.
 * Only the form is checked, because W&amp;B does not publish a complete list.
 */
public record Permission(String object, String operation) implements Comparable<Permission> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  /**
   * @throws IllegalArgumentException if the object or the operation is malformed
   */
  public Permission {
    if (!FORM.matcher(object).matches() || !FORM.matcher(operation).matches()) {
      throw new IllegalArgumentException(
          "not a permission of the form object:operation, such as run:read: "
              + object
              + ":"
              + operation);
    }
  }

  /** Returns the permission with that name, or empty if the name is malformed. */
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
