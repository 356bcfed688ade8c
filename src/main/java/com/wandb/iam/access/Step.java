package com.wandb.iam.access;

/**
 * One change of one team that a plan asks for. Steps name server objects by id; whoever applies
 * them checks each again at the moment of writing.
 */
public sealed interface Step {

  /** The account the step is about. */
  String userId();

  /** Whether it takes something away from somebody. */
  boolean destructive();

  /** What a person reads, without ids: {@code set carol Admin to Viewer}. */
  String describe();

  /**
   * Makes somebody a member.
   *
   * @param person the name to show
   */
  record AddMember(String userId, String person, TeamRole role) implements Step {
    @Override
    public boolean destructive() {
      return false;
    }

    @Override
    public String describe() {
      return "add " + person + " (" + role.displayName() + ")";
    }
  }

  /**
   * Gives a member another role, in one write and never as remove and add.
   *
   * @param person the name to show
   */
  record ChangeRole(String userId, String person, TeamRole from, TeamRole to) implements Step {
    @Override
    public boolean destructive() {
      return from == TeamRole.BuiltIn.ADMIN || to == TeamRole.BuiltIn.VIEWER;
    }

    @Override
    public String describe() {
      return "set " + person + " " + from.displayName() + " to " + to.displayName();
    }
  }

  /**
   * Takes a member out of the team.
   *
   * @param person the name to show
   */
  record RemoveMember(String userId, String person, TeamRole role) implements Step {
    @Override
    public boolean destructive() {
      return true;
    }

    @Override
    public String describe() {
      return "remove " + person + " (" + role.displayName() + ")";
    }
  }
}
