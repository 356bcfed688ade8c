package com.wandb.iam.access.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** What to change in one team so that it is as declared: desired minus observed, as values. */
public record Plan(List<Step> steps) {
  public Plan {
    steps = List.copyOf(steps);
  }

  /** Whether nothing is to be done. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * The steps that make the team hold these grants. Only what is granted is added or changed;
   * nobody else is touched. Of two grants for one account the first counts.
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

  /** The steps that take these accounts out of the team; who is not in it needs none. */
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
