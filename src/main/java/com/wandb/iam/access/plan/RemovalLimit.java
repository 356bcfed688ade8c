package com.wandb.iam.access.plan;

/**
 * How many removals and demotions a team takes within an hour without approval.
 *
 * @param number people, or percent of the team
 * @param percentage whether the number is percent
 */
public record RemovalLimit(int number, boolean percentage) {
  /** What is taken where nothing is declared. */
  public static final RemovalLimit DEFAULT = new RemovalLimit(50, true);

  /**
   * The limit for a team, never less than one: a team of two could never lose anybody otherwise.
   *
   * @param people how many people are in it
   */
  public int of(int people) {
    return Math.max(1, percentage ? (int) ((long) people * number / 100) : number);
  }

  /** As a person writes it. */
  public String describe() {
    return percentage ? number + "%" : Integer.toString(number);
  }
}
