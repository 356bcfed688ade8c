package com.wandb.iam.access.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** The changes between the observed and the desired state of one team. */
public record Plan(List<Step> steps) {
  public Plan {
    steps = List.copyOf(steps);
  }

  /** Returns whether there is no change. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * Returns the steps that give these grants. Other members are not changed. Of two grants for one
   * account the first counts.
   */
  public static Plan toGrant(Collection<Grant> grants, ObservedTeam team) {
    var steps = new ArrayList<Step>();
    var seen = new HashSet<String>();
    for (var grant : grants) {
      if (!seen.add(grant.userId())) {
        continue;
      }
      var member = team.member(grant.userId());
      if (member.isEmpty()) {
        steps.add(new Step.AddMember(grant.userId(), grant.person(), grant.role()));
      } else if (!member.get().role().equals(grant.role())) {
        steps.add(
            new Step.ChangeRole(
                grant.userId(),
                grant.person(),
                member.get().role(),
                grant.role(),
                grant.newcomer()));
      }
    }
    return new Plan(steps);
  }

  /** Returns the steps that remove those of these accounts that are members. */
  public static Plan toRemove(Collection<String> userIds, ObservedTeam team, Step.Cause cause) {
    return new Plan(
        userIds.stream()
            .distinct()
            .flatMap(id -> team.member(id).stream())
            .<Step>map(
                member ->
                    new Step.RemoveMember(member.userId(), member.person(), member.role(), cause))
            .toList());
  }
}
