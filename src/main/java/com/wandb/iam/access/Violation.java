package com.wandb.iam.access;

/**
 * Violation of one rule by a request.
 *
 * @param fieldPath the invalid field, such as {@code spec.role}
 * @param sentence the problem
 * @param remedy the recommended fix
 */
public record Violation(Rule rule, String fieldPath, String sentence, String remedy) {
  /** Returns the violation in one line, for the message of a condition. */
  public String message() {
    return fieldPath + ": " + sentence + " (" + rule.id() + "): " + remedy;
  }
}
