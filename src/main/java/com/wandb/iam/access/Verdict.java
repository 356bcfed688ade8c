package com.wandb.iam.access;

/**
 * Whether something is allowed, and by what.
 *
 * @param source the rule's id, or the cell: {@code Reports / Edit reports / Team Member}
 * @param explanation a sentence for people
 */
public record Verdict(boolean allowed, String source, String explanation) {
  static Verdict byRule(boolean allowed, Rule rule, String explanation) {
    return new Verdict(allowed, rule.id(), explanation);
  }

  static Verdict byCell(boolean allowed, Action action, Holder holder, String explanation) {
    return new Verdict(
        allowed,
        action.area().displayName() + " / " + action.sentence() + " / " + holder.displayName(),
        explanation);
  }
}
