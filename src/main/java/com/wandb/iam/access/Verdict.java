package com.wandb.iam.access;

/**
 * Decision about an action, and its source.
 *
 * @param source the id of the rule, or the cell: {@code Reports / Edit reports / Team Member}
 * @param explanation the reason in one clause, for messages
 */
public record Verdict(boolean allowed, String source, String explanation) {
  /** Returns the verdict of a rule. */
  static Verdict byRule(boolean allowed, Rule rule, String explanation) {
    return new Verdict(allowed, rule.id(), explanation);
  }

  /** Returns the verdict of a cell of the permission tables. */
  static Verdict byCell(boolean allowed, Action action, Holder holder, String explanation) {
    return new Verdict(
        allowed,
        action.area().displayName() + " / " + action.sentence() + " / " + holder.displayName(),
        explanation);
  }
}
