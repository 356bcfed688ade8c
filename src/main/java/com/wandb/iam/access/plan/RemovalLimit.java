package com.wandb.iam.access.plan;

/**
 * The number of removals and demotions in a team that need no approval within an hour.
 *
 * @param number the number of users, or a percentage of the team
 * @param percentage whether the number is a percentage
 */
public record RemovalLimit(int number, boolean percentage) {
  /** The limit if the spec declares none. */
  public static final RemovalLimit DEFAULT = new RemovalLimit(50, true);

  /**
   * Returns the limit for a team. It is at least one, because a team of two could otherwise never
   * lose a member.
   *
   * @param people the number of users in the team
   */
  public int of(int people) {
    return Math.max(1, percentage ? (int) ((long) people * number / 100) : number);
  }

  /** Returns the limit as written in a manifest. */
  public String describe() {
    return percentage ? number + "%" : Integer.toString(number);
  }
}
