package com.wandb.iam.wandb.write;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties of any plan, for any assumed team, while some writes fail. */
class TeamWriterPropertiesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<String> PEOPLE = List.of("alice", "bob", "eve", "operator");

  @Property(tries = 2000)
  void team_keeps_an_admin_the_operator_and_service_accounts(
      @ForAll("rosters") Map<String, TeamRole> roster,
      @ForAll("plans") List<Step> steps,
      @ForAll("people") Set<String> unlucky) {
    var server = server(roster);
    unlucky.forEach(
        id -> {
          server.script().fail("replaceTeamRoles " + id, new WandbException.Invalid("no"));
          server.script().fail("removeMember id-vision " + id, new WandbException.Invalid("no"));
        });
    apply(server, steps);

    var after = server.members("vision");
    assertThat(after).containsValue(ADMIN).containsKey("ci");
    var own = roster.get("operator");
    if (own != null) {
      assertThat(after).containsKey("operator");
      assertThat(after.get("operator")).isIn(own == ADMIN ? Set.of(ADMIN) : notLower(own));
    }
  }

  @Property(tries = 2000)
  void applied_result_matches_the_last_step_for_the_user(
      @ForAll("rosters") Map<String, TeamRole> roster, @ForAll("plans") List<Step> steps) {
    var server = server(roster);
    var results = apply(server, steps);
    assertThat(results).extracting(StepResult::step).containsExactlyElementsOf(steps);

    for (var id : PEOPLE) {
      var last = results.stream().filter(result -> result.step().userId().equals(id)).toList();
      if (!last.isEmpty() && last.getLast() instanceof StepResult.Applied(Step step)) {
        assertThat(server.members("vision").get(id)).isIn(outcomes(step));
      }
    }
  }

  /**
   * Returns the possible roles after a step. An addition as member does not change an existing
   * member.
   */
  private static List<TeamRole> outcomes(Step step) {
    return switch (step) {
      case Step.AddMember add when add.role() == MEMBER -> List.of(MEMBER, VIEWER, ADMIN);
      case Step.AddMember add -> List.of(add.role());
      case Step.ChangeRole change -> List.of(change.to());
      case Step.RemoveMember removal -> Collections.singletonList(null);
      case Step.LowerRegistryRoles lowering -> List.of();
    };
  }

  private static Set<TeamRole> notLower(TeamRole role) {
    return role == VIEWER ? Set.of(VIEWER, MEMBER, ADMIN) : Set.of(MEMBER, ADMIN);
  }

  private static FakeWandb server(Map<String, TeamRole> roster) {
    var server = new FakeWandb().team("vision", Remotes.member("root", ADMIN), Remotes.robot("ci"));
    PEOPLE.forEach(server::user);
    roster.forEach((id, role) -> server.team("vision", Remotes.member(id, role)));
    if (roster.containsValue(ADMIN)) {
      server.forgetMember("vision", "root");
    }
    return server;
  }

  private static List<StepResult> apply(FakeWandb server, List<Step> steps) {
    var store = new SnapshotStore(() -> {});
    store.replace(new SnapshotReader(server, () -> NOON).read(null));
    try (var writer =
        new TeamWriter(server, store, new Guard("operator"), new OpenGate(), () -> NOON)) {
      return writer.apply(Remotes.team("vision"), new Plan(steps));
    }
  }

  @Provide
  Arbitrary<Map<String, TeamRole>> rosters() {
    return Arbitraries.maps(Arbitraries.of(PEOPLE), roles()).ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<Step>> plans() {
    var ids = Arbitraries.of("alice", "bob", "eve", "operator", "ci", "root");
    Arbitrary<Step> steps =
        Arbitraries.oneOf(
            Combinators.combine(ids, roles()).as((id, role) -> new Step.AddMember(id, id, role)),
            Combinators.combine(ids, roles(), roles())
                .as((id, from, to) -> new Step.ChangeRole(id, id, from, to)),
            Combinators.combine(ids, roles())
                .as((id, role) -> new Step.RemoveMember(id, id, role)));
    return steps.list().ofMaxSize(7);
  }

  @Provide
  Arbitrary<Set<String>> people() {
    return Arbitraries.of(PEOPLE).set();
  }

  private static Arbitrary<TeamRole> roles() {
    return Arbitraries.of(ADMIN, MEMBER, VIEWER);
  }
}
