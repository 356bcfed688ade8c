package com.wandb.iam.access.plan;

import com.wandb.iam.access.TeamRole;

/**
 * One change of one team that a plan asks for. Steps name server objects by id; whoever applies
 * them checks each again at the moment of writing.
 */
public sealed interface Step {

  /** The account the step is about. */
  String userId();

  /** What a person reads, without ids: {@code set carol Admin to Viewer}. */
  String describe();

  /** The end that the step is for, whatever it starts from; the same for the same end. */
  String aim();

  /**
   * Makes somebody a member.
   *
   * @param person the name to show
   */
  record AddMember(String userId, String person, TeamRole role) implements Step {
    @Override
    public String describe() {
      return "add " + person + " (" + role.displayName() + ")";
    }

    @Override
    public String aim() {
      return "set " + userId + " " + role.displayName();
    }
  }

  /**
   * Gives a member another role, in one write and never as remove and add.
   *
   * @param person the name to show
   * @param first whether it is the first role that was meant for the account: the one before is
   *     what the server gives to all newcomers, and is nothing that anybody could lose
   */
  record ChangeRole(String userId, String person, TeamRole from, TeamRole to, boolean first)
      implements Step {

    /** Changes a role that was meant. */
    public ChangeRole(String userId, String person, TeamRole from, TeamRole to) {
      this(userId, person, from, to, false);
    }

    @Override
    public String describe() {
      return "set " + person + " " + from.displayName() + " to " + to.displayName();
    }

    @Override
    public String aim() {
      return "set " + userId + " " + to.displayName();
    }
  }

  /**
   * Takes a member out of the team.
   *
   * @param person the name to show
   * @param cause why; the brake lets through what somebody declared to end
   */
  record RemoveMember(String userId, String person, TeamRole role, Cause cause) implements Step {

    /** Takes out somebody whom nobody declares. */
    public RemoveMember(String userId, String person, TeamRole role) {
      this(userId, person, role, Cause.NOT_DECLARED);
    }

    @Override
    public String describe() {
      return "remove " + person + " (" + role.displayName() + ")";
    }

    @Override
    public String aim() {
      return aimOf(userId);
    }

    /** The aim of taking this account out. */
    public static String aimOf(String userId) {
      return "remove " + userId;
    }
  }

  /** Why somebody is taken out. */
  enum Cause {
    /** Nobody declares it, or no longer. */
    NOT_DECLARED,
    /** The time is over that it was declared for. */
    EXPIRED
  }
}
