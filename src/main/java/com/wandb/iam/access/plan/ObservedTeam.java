package com.wandb.iam.access.plan;

import com.wandb.iam.access.RoleOrder;
import com.wandb.iam.access.TeamRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The members of a team as read from the server, without open invitations.
 *
 * @param order which of two roles is lower
 */
public record ObservedTeam(Map<String, ObservedMember> members, RoleOrder order) {
  public ObservedTeam {
    members = Map.copyOf(members);
  }

  /** Creates a team in which no custom role inherits from View-Only. */
  public static ObservedTeam of(List<ObservedMember> members) {
    return of(members, RoleOrder.BUILT_IN);
  }

  /** Creates a team of these members. */
  public static ObservedTeam of(List<ObservedMember> members, RoleOrder order) {
    return new ObservedTeam(
        members.stream()
            .collect(Collectors.toMap(ObservedMember::userId, Function.identity(), (a, b) -> a)),
        order);
  }

  /** Returns the member with that account id. */
  public Optional<ObservedMember> member(String userId) {
    return Optional.ofNullable(members.get(userId));
  }

  /** Returns the role of each member by account id. */
  public Map<String, TeamRole> roles() {
    return members.values().stream()
        .collect(Collectors.toUnmodifiableMap(ObservedMember::userId, ObservedMember::role));
  }

  /** Returns the number of users; service accounts do not count. */
  public int people() {
    return (int) members.values().stream().filter(ObservedMember::human).count();
  }

  /** Returns the number of admins; service accounts and deactivated accounts do not count. */
  public long admins() {
    return members.values().stream().filter(ObservedMember::administers).count();
  }

  /**
   * Returns whether a step removes or demotes a current member, even if the plan was made for
   * another state of the team.
   */
  public boolean takesAway(Step step) {
    return member(step.userId())
        .filter(
            member ->
                switch (step) {
                  case Step.AddMember add -> order.lowers(member.role(), add.role());
                  case Step.ChangeRole change -> order.lowers(member.role(), change.to());
                  case Step.RemoveMember removal -> true;
                  case Step.LowerRegistryRoles lowering -> false;
                })
        .isPresent();
  }

  /** Returns the change in the number of admins: 1, 0 or -1. */
  public int adminsGained(Step step) {
    var held = member(step.userId()).orElse(null);
    boolean before = held != null && held.administers();
    boolean after =
        switch (step) {
          case Step.AddMember add -> add.role() == TeamRole.BuiltIn.ADMIN;
          case Step.ChangeRole change ->
              held != null
                  && held.human()
                  && held.active()
                  && change.to() == TeamRole.BuiltIn.ADMIN;
          case Step.RemoveMember removal -> false;
          case Step.LowerRegistryRoles lowering -> before;
        };
    return Boolean.compare(after, before);
  }

  /** Returns whether the team has an admin after a step. */
  public boolean keepsAnAdmin(Step step) {
    return admins() + adminsGained(step) > 0;
  }

  /** Returns the team after a step. */
  public ObservedTeam after(Step step) {
    return after(List.of(step));
  }

  /** Returns the team after some steps, one after the other. */
  public ObservedTeam after(List<Step> steps) {
    var changed = new HashMap<>(members);
    for (var step : steps) {
      switch (step) {
        case Step.AddMember add ->
            changed.put(
                add.userId(), new ObservedMember(add.userId(), add.person(), add.role(), true));
        case Step.ChangeRole change ->
            changed.computeIfPresent(
                change.userId(),
                (id, member) ->
                    new ObservedMember(
                        id, member.person(), change.to(), member.human(), member.active()));
        case Step.RemoveMember removal -> changed.remove(removal.userId());
        case Step.LowerRegistryRoles lowering -> {}
      }
    }
    return new ObservedTeam(changed, order);
  }
}
