package com.wandb.iam.access.plan;

import com.wandb.iam.access.TeamRole;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One change of one team or of the roles of one user in registries. Steps name server objects by
 * id. Each is checked again at the moment of writing.
 */
public sealed interface Step {

  /** Returns the id of the account that changes. */
  String userId();

  /** Returns the change in words, without ids: {@code set carol Admin to Viewer}. */
  String describe();

  /** Returns the goal of the step: equal for steps that lead to the same state. */
  String aim();

  /**
   * Adds a member.
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
   * @param first whether it is the first declared role of the account: the server gave the role
   *     before to all newcomers, so that the account loses nothing
   */
  record ChangeRole(String userId, String person, TeamRole from, TeamRole to, boolean first)
      implements Step {

    /** Changes a declared role. */
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
   * Removes a member from the team.
   *
   * @param person the name to show
   * @param cause why; a declared end is exempt from the removal limit
   */
  record RemoveMember(String userId, String person, TeamRole role, Cause cause) implements Step {

    /** Removes a member that no resource declares. */
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

    /** Returns the aim of removing this account. */
    public static String aimOf(String userId) {
      return "remove " + userId;
    }
  }

  /**
   * Lowers or removes the roles of one user in registries of the organization. The team is that of
   * the membership that asks for it, and does not change. One user is one step, whatever the number
   * of registries: the removal limit counts the users who lose access. It counts in the team of the
   * membership, because a registry has no resource that could store the count, show the held plan
   * and take the approval.
   *
   * @param person the name to show
   */
  record LowerRegistryRoles(String userId, String person, List<RegistryMove> moves)
      implements Step {
    private static final int NAMED = 3;

    public LowerRegistryRoles {
      moves = moves.stream().sorted(Comparator.comparing(RegistryMove::registry)).toList();
    }

    @Override
    public String describe() {
      int more = moves.size() - NAMED;
      return "lower "
          + person
          + (moves.size() == 1 ? " in the registry " : " in the registries ")
          + moves.stream()
              .limit(NAMED)
              .map(RegistryMove::describe)
              .collect(Collectors.joining(", "))
          + (more > 0 ? " and " + more + " more" : "");
    }

    @Override
    public String aim() {
      return "registries "
          + userId
          + " "
          + moves.stream().map(RegistryMove::aim).collect(Collectors.joining(" "));
    }
  }

  /** Why a member is removed. */
  enum Cause {
    /** No resource declares the member, or none does any more. */
    NOT_DECLARED,
    /** The declared access has expired. */
    EXPIRED
  }
}
