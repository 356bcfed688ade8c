package com.wandb.iam.access.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static ObservedMember member(String id, TeamRole role) {
    return new ObservedMember(id, id, role, true);
  }

  private static Grant grant(String id, TeamRole role) {
    return new Grant(id, id, role);
  }

  @Test
  void plan_adds_missing_members_and_changes_roles() {
    var team =
        ObservedTeam.of(
            List.of(member("bob", TeamRole.BuiltIn.ADMIN), member("eve", TeamRole.BuiltIn.ADMIN)));
    var plan =
        Plan.toGrant(
            List.of(grant("alice", TeamRole.BuiltIn.ADMIN), grant("bob", TeamRole.BuiltIn.VIEWER)),
            team);
    assertThat(plan.steps())
        .containsExactly(
            new Step.AddMember("alice", "alice", TeamRole.BuiltIn.ADMIN),
            new Step.ChangeRole("bob", "bob", TeamRole.BuiltIn.ADMIN, TeamRole.BuiltIn.VIEWER));
  }

  @Test
  void plan_removes_only_the_given_current_members() {
    var team = ObservedTeam.of(List.of(member("bob", TeamRole.BuiltIn.MEMBER)));
    assertThat(Plan.toRemove(Set.of("bob", "nobody"), team, Step.Cause.NOT_DECLARED).steps())
        .containsExactly(new Step.RemoveMember("bob", "bob", TeamRole.BuiltIn.MEMBER));
  }

  @Property
  void applied_plan_leaves_no_steps(
      @ForAll("teams") ObservedTeam team, @ForAll("grants") List<Grant> grants) {
    var after = team;
    for (var step : Plan.toGrant(grants, team).steps()) {
      after = after.after(step);
    }
    assertThat(Plan.toGrant(grants, after).isEmpty()).isTrue();
  }

  @Property
  void members_without_a_grant_keep_their_role(
      @ForAll("teams") ObservedTeam team, @ForAll("grants") List<Grant> grants) {
    var named = grants.stream().map(Grant::userId).toList();
    assertThat(Plan.toGrant(grants, team).steps())
        .allMatch(step -> named.contains(step.userId()))
        .noneMatch(Step.RemoveMember.class::isInstance);
  }

  @Property
  void order_of_members_does_not_change_the_result(
      @ForAll("teams") ObservedTeam team,
      @ForAll("distinctGrants") List<Grant> grants,
      @ForAll long seed) {
    var shuffled = new ArrayList<>(grants);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(end(team, Plan.toGrant(shuffled, team)))
        .isEqualTo(end(team, Plan.toGrant(grants, team)));
  }

  private static ObservedTeam end(ObservedTeam team, Plan plan) {
    var after = team;
    for (var step : plan.steps()) {
      after = after.after(step);
    }
    return after;
  }

  @Provide
  static Arbitrary<ObservedTeam> teams() {
    return Combinators.combine(ids(), roles())
        .as(PlanTest::member)
        .list()
        .ofMaxSize(8)
        .map(ObservedTeam::of);
  }

  @Provide
  static Arbitrary<List<Grant>> grants() {
    return Combinators.combine(ids(), roles()).as(PlanTest::grant).list().ofMaxSize(8);
  }

  @Provide
  static Arbitrary<List<Grant>> distinctGrants() {
    return Combinators.combine(ids(), roles())
        .as(PlanTest::grant)
        .list()
        .ofMaxSize(6)
        .uniqueElements(Grant::userId);
  }

  private static Arbitrary<String> ids() {
    return Arbitraries.of("a", "b", "c", "d", "e", "f");
  }

  private static Arbitrary<TeamRole> roles() {
    return Arbitraries.of(
        TeamRole.BuiltIn.ADMIN,
        TeamRole.BuiltIn.MEMBER,
        TeamRole.BuiltIn.VIEWER,
        new TeamRole.Custom("janitor"));
  }
}
