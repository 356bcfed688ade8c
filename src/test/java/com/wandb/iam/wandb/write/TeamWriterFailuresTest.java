package com.wandb.iam.wandb.write;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plans during server failures, refusals and changes by other clients. */
class TeamWriterFailuresTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RemoteTeam VISION = Remotes.team("vision");
  private static final Step PROMOTE = new Step.ChangeRole("bob", "bob", MEMBER, ADMIN);
  private static final Step REMOVE = new Step.RemoveMember("eve", "eve", MEMBER);

  private final FakeWandb server = new FakeWandb();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private final TeamWriter writer =
      new TeamWriter(server, store, new Guard("operator"), new OpenGate(), () -> NOON);

  @BeforeEach
  void a_team_of_three() {
    server
        .team("vision", Remotes.member("alice", ADMIN), Remotes.member("bob", MEMBER))
        .team("vision", Remotes.member("eve", MEMBER))
        .team("speech", Remotes.member("bob", MEMBER))
        .user("carol")
        .user("dave");
    store.replace(new SnapshotReader(server, () -> NOON).read(null));
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void stale_user_is_read_again_and_other_changes_are_kept() {
    once(
        "replaceTeamRoles bob",
        () -> {
          server.team("speech", Remotes.member("bob", VIEWER));
          server.touch("bob");
        });
    assertThat(apply(PROMOTE)).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
    assertThat(server.members("speech")).containsEntry("bob", VIEWER);
    assertThat(server.script().journal("user bob")).hasSize(2);
  }

  @Test
  void write_fails_as_retryable_after_repeated_conflicts() {
    server.script().before("replaceTeamRoles bob", call -> server.touch("bob"));
    assertThat(apply(PROMOTE))
        .singleElement()
        .isInstanceOfSatisfying(
            StepResult.Failed.class, failed -> assertThat(failed.error().retryable()).isTrue());
    assertThat(server.script().journal("replaceTeamRoles bob")).hasSize(4);
    assertThat(server.members("vision")).containsEntry("bob", MEMBER);
  }

  @Test
  void only_stale_writes_are_repeated() {
    var outage = new WandbException.Unavailable(Outage.TIMEOUT, "slow", true, null, null);
    server.script().fail("replaceTeamRoles bob", outage);
    assertThat(apply(PROMOTE)).containsExactly(new StepResult.Failed(PROMOTE, outage));
    assertThat(server.script().journal("replaceTeamRoles bob")).hasSize(1);
  }

  @Test
  void step_for_a_deleted_account_fails() {
    var ghost = new Step.ChangeRole("ghost", "ghost", MEMBER, ADMIN);
    assertThat(apply(ghost))
        .singleElement()
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            failed -> assertThat(failed.error()).isInstanceOf(WandbException.NotFound.class));
  }

  @Test
  void failing_step_does_not_affect_the_others() {
    var outage = new WandbException.Unavailable(Outage.SERVER_ERROR, "500", true, null, null);
    server.script().fail("replaceTeamRoles bob", outage);
    var results = apply(PROMOTE, REMOVE, add("carol"));
    assertThat(results)
        .containsExactly(
            new StepResult.Failed(PROMOTE, outage),
            new StepResult.Applied(REMOVE),
            new StepResult.Applied(add("carol")));
  }

  @Test
  void refused_user_does_not_block_other_additions() {
    var results = apply(add("carol"), add("ghost"), add("dave"));
    assertThat(results.get(0)).isInstanceOf(StepResult.Applied.class);
    assertThat(results.get(1)).isInstanceOf(StepResult.Failed.class);
    assertThat(results.get(2)).isInstanceOf(StepResult.Applied.class);
    assertThat(server.members("vision")).containsKeys("carol", "dave");
  }

  @Test
  void unreachable_server_gets_only_one_add_request() {
    var outage = new WandbException.Unavailable(Outage.CONNECTION, "down", false, null, null);
    server.script().fail("addMembers", outage);
    assertThat(apply(add("carol"), add("dave")))
        .hasOnlyElementsOfType(StepResult.Failed.class)
        .hasSize(2);
    assertThat(server.script().journal("addMembers")).hasSize(1);
  }

  @Test
  void forbidden_add_request_is_sent_once() {
    server.script().fail("addMembers", new WandbException.Refused(Refusal.FORBIDDEN, "no"));
    assertThat(apply(add("carol"), add("dave"))).hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.script().journal("addMembers")).hasSize(1);
  }

  @Test
  void added_user_is_removed_if_the_lower_role_is_refused() {
    server
        .script()
        .fail("replaceTeamRoles carol", new WandbException.Refused(Refusal.LICENCE, "no viewers"));
    var results = apply(new Step.AddMember("carol", "carol", VIEWER));
    assertThat(results).hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.members("vision")).doesNotContainKey("carol");
    assertThat(store.current().orElseThrow().roster(VISION.id()).orElseThrow().members())
        .noneMatch(member -> "carol".equals(member.userId()));
  }

  @Test
  void added_user_is_in_the_snapshot_if_the_removal_fails() {
    var no = new WandbException.Refused(Refusal.LICENCE, "no viewers");
    server.script().fail("replaceTeamRoles carol", no);
    server.script().fail("removeMember id-vision carol", new WandbException.Invalid("no"));
    var add = new Step.AddMember("carol", "carol", VIEWER);
    assertThat(apply(add)).containsExactly(new StepResult.Failed(add, no));
    assertThat(no.getSuppressed()).hasSize(1);
    assertThat(store.current().orElseThrow().roster(VISION.id()).orElseThrow().members())
        .anyMatch(member -> "carol".equals(member.userId()) && member.role() == MEMBER);
  }

  @Test
  void added_user_stays_a_member_if_a_higher_role_is_refused() {
    server.script().fail("replaceTeamRoles carol", new WandbException.Invalid("no"));
    assertThat(apply(new Step.AddMember("carol", "carol", ADMIN)))
        .hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.members("vision")).containsEntry("carol", MEMBER);
  }

  @Test
  void no_role_is_set_if_the_addition_fails() {
    server.script().fail("addMembers", new WandbException.Invalid("no"));
    apply(new Step.AddMember("carol", "carol", ADMIN));
    assertThat(server.script().journal("replaceTeamRoles")).isEmpty();
  }

  @Test
  void unreadable_team_is_reported_and_not_written() {
    var outage = new WandbException.Unavailable(Outage.TIMEOUT, "slow", false, null, null);
    server.script().fail("rosters", outage);
    assertThatThrownBy(() -> apply(REMOVE)).isSameAs(outage);
    assertThat(server.script().journal("removeMember")).isEmpty();
  }

  @Test
  void writer_works_after_a_failed_read() {
    once(
        "rosters",
        () -> {
          throw new WandbException.Unavailable(Outage.TIMEOUT, "slow", false, null, null);
        });
    assertThatThrownBy(() -> apply(REMOVE)).isInstanceOf(WandbException.Unavailable.class);
    assertThat(apply(REMOVE)).containsExactly(new StepResult.Applied(REMOVE));
  }

  @Test
  void applied_step_is_reported_if_the_read_back_fails() {
    failReadsAfter("removeMember");
    assertThat(apply(REMOVE)).containsExactly(new StepResult.Applied(REMOVE));
    assertThat(server.members("vision")).doesNotContainKey("eve");
  }

  @Test
  void next_step_for_the_user_fails_if_the_read_back_fails() {
    failReadsAfter("removeMember");
    var results = apply(REMOVE, new Step.AddMember("eve", "eve", VIEWER));
    assertThat(results.get(0)).isEqualTo(new StepResult.Applied(REMOVE));
    assertThat(results.get(1)).isInstanceOf(StepResult.Failed.class);
    assertThat(server.members("vision")).doesNotContainKey("eve");
  }

  @Test
  void every_step_for_a_deleted_team_fails() {
    server.forgetTeam("vision");
    assertThat(apply(add("carol"), REMOVE)).hasOnlyElementsOfType(StepResult.Failed.class);
  }

  @Test
  void team_of_the_same_name_with_another_id_is_not_written() {
    var former = new RemoteTeam("id-former", "vision", List.of(), null, null);
    var last = new Step.RemoveMember("alice", "alice", ADMIN);
    assertThat(writer.apply(former, new Plan(List.of(REMOVE, last))))
        .as("the server's error, not a verdict on the admins of the other team")
        .hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.members("vision")).containsKey("eve");
  }

  private List<StepResult> apply(Step... steps) {
    return writer.apply(VISION, new Plan(List.of(steps)));
  }

  private void failReadsAfter(String beginning) {
    var outage = new WandbException.Unavailable(Outage.TIMEOUT, "slow", false, null, null);
    once(beginning, () -> server.script().fail("rosters", outage));
  }

  private void once(String beginning, Runnable change) {
    var calls = new AtomicInteger();
    server
        .script()
        .before(
            beginning,
            call -> {
              if (calls.incrementAndGet() == 1) {
                change.run();
              }
            });
  }

  private static Step add(String id) {
    return new Step.AddMember(id, id, MEMBER);
  }
}
