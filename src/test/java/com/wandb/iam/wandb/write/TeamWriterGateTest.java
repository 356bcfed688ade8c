package com.wandb.iam.wandb.write;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions of the writer to the gate, and the effect of the answers. */
class TeamWriterGateTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RemoteTeam VISION = Remotes.team("vision");

  private final FakeWandb server = new FakeWandb();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private final List<String> asked = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private int room = 100;

  private final RemovalGate gate =
      new RemovalGate() {
        @Override
        public List<Optional<Violation>> admit(
            RemoteTeam team, ObservedTeam before, List<Step> steps) {
          if (room < 0) {
            throw new WandbException.Unavailable(
                WandbException.Unavailable.Outage.SERVER_ERROR, "not counted", false, null, null);
          }
          var verdicts = new ArrayList<Optional<Violation>>();
          for (var step : steps) {
            asked.add(step.describe());
            verdicts.add(
                room-- > 0
                    ? Optional.empty()
                    : Optional.of(new Violation(Rule.REMOVAL_LIMIT, "spec", "held", "approve")));
          }
          return verdicts;
        }

        @Override
        public void done(RemoteTeam team, ObservedTeam before, Step step) {
          done.add(step.describe());
        }
      };

  private final TeamWriter writer =
      new TeamWriter(server, store, new Guard("operator"), gate, () -> NOON);

  @BeforeEach
  void a_team() {
    server
        .team("vision", Remotes.member("alice", ADMIN), Remotes.member("bob", MEMBER))
        .team("vision", Remotes.member("carol", MEMBER), Remotes.robot("ci"))
        .user("dave");
    store.replace(new SnapshotReader(server, () -> NOON).read(null));
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void gate_is_asked_only_about_removals_and_demotions() {
    writer.apply(
        VISION,
        new Plan(
            List.of(
                new Step.AddMember("dave", "dave", MEMBER),
                new Step.ChangeRole("bob", "bob", MEMBER, ADMIN),
                new Step.RemoveMember("carol", "carol", MEMBER),
                new Step.ChangeRole("alice", "alice", ADMIN, VIEWER))));
    assertThat(asked).containsExactly("remove carol (Member)", "set alice Admin to Viewer");
    assertThat(done).containsAll(asked);
  }

  @Test
  void only_refused_removals_are_withheld() {
    room = 1;
    var results =
        writer.apply(
            VISION,
            new Plan(
                List.of(
                    new Step.RemoveMember("bob", "bob", MEMBER),
                    new Step.RemoveMember("carol", "carol", MEMBER),
                    new Step.AddMember("dave", "dave", MEMBER))));
    assertThat(server.members("vision")).containsOnlyKeys("alice", "carol", "dave", "ci");
    assertThat(results.get(1)).isInstanceOf(StepResult.Withheld.class);
    assertThat(done).doesNotContain("remove carol (Member)");
  }

  @Test
  void gate_is_not_asked_about_expired_access() {
    writer.apply(
        VISION, new Plan(List.of(new Step.RemoveMember("bob", "bob", MEMBER, Step.Cause.EXPIRED))));
    assertThat(asked).isEmpty();
    assertThat(server.members("vision")).doesNotContainKey("bob");
  }

  @Test
  void gate_is_not_asked_about_forbidden_removals() {
    writer.apply(
        VISION,
        new Plan(
            List.of(
                new Step.RemoveMember("alice", "alice", ADMIN),
                new Step.RemoveMember("ci", "ci", MEMBER),
                new Step.RemoveMember("nobody", "nobody", MEMBER))));
    assertThat(asked).isEmpty();
    assertThat(server.members("vision")).containsKeys("alice", "ci");
  }

  @Test
  void gate_uses_the_current_role_not_the_planned_one() {
    writer.apply(
        VISION,
        new Plan(
            List.of(
                new Step.ChangeRole("bob", "bob", VIEWER, MEMBER),
                new Step.ChangeRole("carol", "carol", ADMIN, new TeamRole.Custom("janitor")))));
    assertThat(asked).isEmpty();
    writer.apply(VISION, new Plan(List.of(new Step.AddMember("carol", "carol", VIEWER))));
    assertThat(asked).containsExactly("add carol (Viewer)");
  }

  @Test
  void uncounted_removal_fails_and_additions_are_applied() {
    room = -1;
    var results =
        writer.apply(
            VISION,
            new Plan(
                List.of(
                    new Step.RemoveMember("bob", "bob", MEMBER),
                    new Step.AddMember("dave", "dave", MEMBER))));
    assertThat(results.get(0))
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            failed -> assertThat(failed.error()).hasMessage("not counted"));
    assertThat(results.get(1)).isInstanceOf(StepResult.Applied.class);
    assertThat(server.members("vision")).containsKeys("bob", "dave");
  }

  @Test
  void gate_is_not_asked_about_the_first_role_of_a_user() {
    writer.apply(
        VISION, new Plan(List.of(new Step.ChangeRole("bob", "bob", MEMBER, VIEWER, true))));
    assertThat(asked).isEmpty();
    assertThat(server.members("vision")).containsEntry("bob", VIEWER);
  }
}
