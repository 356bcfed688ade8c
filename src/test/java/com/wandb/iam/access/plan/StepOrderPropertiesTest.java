package com.wandb.iam.access.plan;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties of the order of steps, for any plan and any team. */
class StepOrderPropertiesTest {
  private static final Guard GUARD = new Guard("operator");
  private static final List<String> IDS = List.of("alice", "bob", "eve", "operator", "ci", "new");

  @Property
  void runs_keep_all_steps_in_order(@ForAll("plans") List<Step> steps) {
    var runs = StepOrder.runs(steps);
    assertThat(runs.stream().flatMap(List::stream)).containsExactlyElementsOf(steps);
    assertThat(runs)
        .allSatisfy(run -> assertThat(run).extracting(Step::userId).doesNotHaveDuplicates());
  }

  @Property
  void each_step_is_either_giving_or_taking(
      @ForAll("plans") List<Step> steps, @ForAll("teams") ObservedTeam team) {
    for (var run : StepOrder.runs(steps)) {
      var order = StepOrder.of(run, team);
      assertThat(Stream.concat(order.giving().stream(), order.taking().stream()))
          .containsExactlyInAnyOrderElementsOf(run);
    }
  }

  @Property
  void giving_steps_never_lower_the_number_of_admins(
      @ForAll("plans") List<Step> steps, @ForAll("teams") ObservedTeam team) {
    for (var run : StepOrder.runs(steps)) {
      assertThat(team.after(StepOrder.of(run, team).giving()).admins())
          .isGreaterThanOrEqualTo(team.admins());
    }
  }

  @Property
  void limited_steps_are_allowed_removals(
      @ForAll("plans") List<Step> steps, @ForAll("teams") ObservedTeam team) {
    for (var run : StepOrder.runs(steps)) {
      var taking = StepOrder.of(run, team).taking();
      assertThat(StepOrder.limited(taking, team, GUARD))
          .isSubsetOf(taking)
          .allSatisfy(
              step -> {
                assertThat(team.takesAway(step)).isTrue();
                assertThat(GUARD.check(step, team)).isEmpty();
              });
    }
  }

  @Property
  void allowed_steps_keep_admin_operator_and_service_accounts(
      @ForAll("plans") List<Step> steps, @ForAll("teams") ObservedTeam team) {
    for (var run : StepOrder.runs(steps)) {
      var verdict = StepOrder.check(run, team, GUARD);
      assertThat(Stream.concat(verdict.allowed().stream(), verdict.withheld().keySet().stream()))
          .containsExactlyInAnyOrderElementsOf(run);
      var after = team.after(verdict.allowed());
      assertThat(after.admins()).isGreaterThanOrEqualTo(Math.min(1, team.admins()));
      assertThat(after.member("ci")).isEqualTo(team.member("ci"));
      team.member("operator")
          .ifPresent(
              own ->
                  assertThat(team.order().lowers(own.role(), after.roles().get("operator")))
                      .isFalse());
    }
  }

  @Provide
  Arbitrary<List<Step>> plans() {
    var ids = Arbitraries.of(IDS);
    Arbitrary<Step> steps =
        Arbitraries.oneOf(
            Combinators.combine(ids, roles()).as((id, role) -> new Step.AddMember(id, id, role)),
            Combinators.combine(ids, roles(), roles(), Arbitraries.of(true, false))
                .as((id, from, to, first) -> new Step.ChangeRole(id, id, from, to, first)),
            Combinators.combine(ids, roles(), Arbitraries.of(Step.Cause.class))
                .as((id, role, cause) -> new Step.RemoveMember(id, id, role, cause)));
    return steps.list().ofMaxSize(7);
  }

  @Provide
  Arbitrary<ObservedTeam> teams() {
    return Combinators.combine(
            Arbitraries.maps(Arbitraries.of("alice", "bob", "eve", "operator"), roles()),
            Arbitraries.of(true, false))
        .as(
            (roles, active) ->
                ObservedTeam.of(
                    Stream.concat(
                            Stream.of(new ObservedMember("ci", "ci", MEMBER, false)),
                            roles.entrySet().stream()
                                .map(
                                    entry ->
                                        new ObservedMember(
                                            entry.getKey(),
                                            entry.getKey(),
                                            entry.getValue(),
                                            true,
                                            active || !entry.getKey().equals("eve"))))
                        .toList()));
  }

  private static Arbitrary<TeamRole> roles() {
    return Arbitraries.of(ADMIN, MEMBER, VIEWER);
  }
}
