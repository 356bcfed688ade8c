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

/** What becomes of a plan when the server fails, refuses, or was changed by somebody else. */
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
  void reads_again_and_keeps_what_somebody_else_changed_in_between() {
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
  void gives_up_a_race_that_it_never_wins() {
    server.script().before("replaceTeamRoles bob", call -> server.touch("bob"));
    assertThat(apply(PROMOTE))
        .singleElement()
        .isInstanceOfSatisfying(
            StepResult.Failed.class, failed -> assertThat(failed.error().retryable()).isTrue());
    assertThat(server.script().journal("replaceTeamRoles bob")).hasSize(4);
    assertThat(server.members("vision")).containsEntry("bob", MEMBER);
  }

  @Test
  void repeats_nothing_but_what_is_stale() {
    var outage = new WandbException.Unavailable(Outage.TIMEOUT, "slow", true, null, null);
    server.script().fail("replaceTeamRoles bob", outage);
    assertThat(apply(PROMOTE)).containsExactly(new StepResult.Failed(PROMOTE, outage));
    assertThat(server.script().journal("replaceTeamRoles bob")).hasSize(1);
  }

  @Test
  void fails_a_step_about_an_account_that_is_gone() {
    var ghost = new Step.ChangeRole("ghost", "ghost", MEMBER, ADMIN);
    assertThat(apply(ghost))
        .singleElement()
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            failed -> assertThat(failed.error()).isInstanceOf(WandbException.NotFound.class));
  }

  @Test
  void a_failing_step_leaves_the_others_alone() {
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
  void one_newcomer_whom_the_server_does_not_take_keeps_nobody_else_out() {
    var results = apply(add("carol"), add("ghost"), add("dave"));
    assertThat(results.get(0)).isInstanceOf(StepResult.Applied.class);
    assertThat(results.get(1)).isInstanceOf(StepResult.Failed.class);
    assertThat(results.get(2)).isInstanceOf(StepResult.Applied.class);
    assertThat(server.members("vision")).containsKeys("carol", "dave");
  }

  @Test
  void does_not_ask_a_server_that_is_down_for_each_newcomer_again() {
    var outage = new WandbException.Unavailable(Outage.CONNECTION, "down", false, null, null);
    server.script().fail("addMembers", outage);
    assertThat(apply(add("carol"), add("dave")))
        .hasOnlyElementsOfType(StepResult.Failed.class)
        .hasSize(2);
    assertThat(server.script().journal("addMembers")).hasSize(1);
  }

  @Test
  void does_not_ask_a_server_that_refuses_us_for_each_newcomer_again() {
    server.script().fail("addMembers", new WandbException.Refused(Refusal.FORBIDDEN, "no"));
    assertThat(apply(add("carol"), add("dave"))).hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.script().journal("addMembers")).hasSize(1);
  }

  @Test
  void whoever_cannot_be_given_a_lower_role_does_not_stay_with_a_higher_one() {
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
  void whoever_cannot_be_taken_out_again_is_seen_at_once_as_what_they_are() {
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
  void whoever_cannot_be_given_a_higher_role_stays_with_the_lower_one() {
    server.script().fail("replaceTeamRoles carol", new WandbException.Invalid("no"));
    assertThat(apply(new Step.AddMember("carol", "carol", ADMIN)))
        .hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.members("vision")).containsEntry("carol", MEMBER);
  }

  @Test
  void sets_no_role_of_somebody_who_could_not_be_added() {
    server.script().fail("addMembers", new WandbException.Invalid("no"));
    apply(new Step.AddMember("carol", "carol", ADMIN));
    assertThat(server.script().journal("replaceTeamRoles")).isEmpty();
  }

  @Test
  void writes_nothing_where_the_team_cannot_be_read_and_says_why() {
    var outage = new WandbException.Unavailable(Outage.TIMEOUT, "slow", false, null, null);
    server.script().fail("rosters", outage);
    assertThatThrownBy(() -> apply(REMOVE)).isSameAs(outage);
    assertThat(server.script().journal("removeMember")).isEmpty();
  }

  @Test
  void works_on_after_a_read_that_failed() {
    once(
        "rosters",
        () -> {
          throw new WandbException.Unavailable(Outage.TIMEOUT, "slow", false, null, null);
        });
    assertThatThrownBy(() -> apply(REMOVE)).isInstanceOf(WandbException.Unavailable.class);
    assertThat(apply(REMOVE)).containsExactly(new StepResult.Applied(REMOVE));
  }

  @Test
  void says_what_it_did_although_it_cannot_look_at_the_outcome() {
    losesSightAfter("removeMember");
    assertThat(apply(REMOVE)).containsExactly(new StepResult.Applied(REMOVE));
    assertThat(server.members("vision")).doesNotContainKey("eve");
  }

  @Test
  void says_what_it_did_although_it_cannot_look_before_the_next_step_about_that_person() {
    losesSightAfter("removeMember");
    var results = apply(REMOVE, new Step.AddMember("eve", "eve", VIEWER));
    assertThat(results.get(0)).isEqualTo(new StepResult.Applied(REMOVE));
    assertThat(results.get(1)).isInstanceOf(StepResult.Failed.class);
    assertThat(server.members("vision")).doesNotContainKey("eve");
  }

  @Test
  void fails_every_step_for_a_team_that_was_deleted() {
    server.forgetTeam("vision");
    assertThat(apply(add("carol"), REMOVE)).hasOnlyElementsOfType(StepResult.Failed.class);
  }

  @Test
  void does_not_touch_a_team_of_the_same_name_with_another_id() {
    var former = new RemoteTeam("id-former", "vision", List.of(), null, null);
    var last = new Step.RemoveMember("alice", "alice", ADMIN);
    assertThat(writer.apply(former, new Plan(List.of(REMOVE, last))))
        .as("the server's answer, and no verdict about the other team's admins")
        .hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.members("vision")).containsKey("eve");
  }

  private List<StepResult> apply(Step... steps) {
    return writer.apply(VISION, new Plan(List.of(steps)));
  }

  private void losesSightAfter(String beginning) {
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
