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
 * A team as it was seen on the server: everybody who is in it, without open invitations.
 *
 * @param order which of the roles that are held there is less
 */
public record ObservedTeam(Map<String, ObservedMember> members, RoleOrder order) {
  public ObservedTeam {
    members = Map.copyOf(members);
  }

  /** A team of these members, where no custom role inherits from View-Only. */
  public static ObservedTeam of(List<ObservedMember> members) {
    return of(members, RoleOrder.BUILT_IN);
  }

  /** A team of these members. */
  public static ObservedTeam of(List<ObservedMember> members, RoleOrder order) {
    return new ObservedTeam(
        members.stream()
            .collect(Collectors.toMap(ObservedMember::userId, Function.identity(), (a, b) -> a)),
        order);
  }

  /** The member with that account id. */
  public Optional<ObservedMember> member(String userId) {
    return Optional.ofNullable(members.get(userId));
  }

  /** The role of everybody by account id. */
  public Map<String, TeamRole> roles() {
    return members.values().stream()
        .collect(Collectors.toUnmodifiableMap(ObservedMember::userId, ObservedMember::role));
  }

  /** How many people are in it; service accounts do not count. */
  public int people() {
    return (int) members.values().stream().filter(ObservedMember::human).count();
  }

  /** How many people administer it; service accounts and deactivated accounts do not count. */
  public long admins() {
    return members.values().stream().filter(ObservedMember::administers).count();
  }

  /**
   * Whether a step removes or demotes somebody who is in the team now, whatever the plan saw that
   * it stands in.
   */
  public boolean takesAway(Step step) {
    return member(step.userId())
        .filter(
            member ->
                switch (step) {
                  case Step.AddMember add -> order.lowers(member.role(), add.role());
                  case Step.ChangeRole change -> order.lowers(member.role(), change.to());
                  case Step.RemoveMember removal -> true;
                })
        .isPresent();
  }

  /** How many more people administer the team after a step: one, none or minus one. */
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
        };
    return Boolean.compare(after, before);
  }

  /** Whether somebody administers the team after a step. */
  public boolean keepsAnAdmin(Step step) {
    return admins() + adminsGained(step) > 0;
  }

  /** The team after a step. */
  public ObservedTeam after(Step step) {
    return after(List.of(step));
  }

  /** The team after some steps, one after the other. */
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
      }
    }
    return new ObservedTeam(changed, order);
  }
}
