package com.wandb.iam.access;

/**
 * Violation of one rule by a request.
 *
 * @param fieldPath the invalid field, such as {@code spec.role}
 * @param sentence the problem, as a sentence without the period at its end
 * @param remedy the recommended fix, as one or more sentences
 */
public record Violation(Rule rule, String fieldPath, String sentence, String remedy) {
  /** Returns the violation in one line, for the message of a condition. */
  public String message() {
    return fieldPath + ": " + problem() + " " + remedy;
  }

  /** Returns the violation as a sentence, without the field and the fix. */
  public String problem() {
    return sentence + " (" + rule.id() + ").";
  }
}
