package com.wandb.iam.access;

/**
 * One way in which a request breaks a rule.
 *
 * @param fieldPath the field that is wrong, such as {@code spec.role}
 * @param sentence what is wrong
 * @param remedy what to do about it
 */
public record Violation(Rule rule, String fieldPath, String sentence, String remedy) {
  /** One line for a condition's message. */
  public String message() {
    return fieldPath + ": " + sentence + " (" + rule.id() + "): " + remedy;
  }
}
