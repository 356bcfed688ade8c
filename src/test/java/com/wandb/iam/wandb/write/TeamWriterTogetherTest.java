package com.wandb.iam.wandb.write;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plans that arrive at the same time. */
@Timeout(20)
class TeamWriterTogetherTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MANY = 12;

  private final FakeWandb server = new FakeWandb().withoutEntityTags();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private final TeamWriter writer =
      new TeamWriter(server, store, new Guard("operator"), new OpenGate(), () -> NOON);

  @BeforeEach
  void two_teams() {
    server
        .team("vision", Remotes.member("alice", ADMIN), Remotes.member("bob", MEMBER))
        .team("vision", Remotes.member("eve", MEMBER))
        .team("speech", Remotes.member("alice", ADMIN), Remotes.member("bob", MEMBER))
        .team("speech", Remotes.member("eve", MEMBER));
    for (int i = 0; i < MANY; i++) {
      server.user("p" + i);
    }
    store.replace(new SnapshotReader(server, () -> NOON).read(null));
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void team_changed_by_another_client_is_reported_as_changed() throws Exception {
    var gate = server.script().pause("addMembers");
    var adding = applying("vision", add("p0"));
    gate.awaitReached();
    server.forgetMember("vision", "eve");
    gate.open();
    assertThat(adding.result()).containsExactly(new StepResult.Applied(add("p0")));
    var unchanged = new SnapshotReader(server, () -> NOON.plusSeconds(1)).read(null);
    assertThat(store.replace(unchanged).teamNames()).containsExactly("vision");
  }

  @Test
  void unchanged_team_is_not_reported_as_changed() {
    apply("vision", add("p0"));
    var unchanged = new SnapshotReader(server, () -> NOON.plusSeconds(1)).read(null);
    assertThat(store.replace(unchanged).teamIds()).isEmpty();
  }

  @Test
  void plans_arriving_during_a_write_share_one_request() throws Exception {
    int readsBefore = server.script().journal("rosters").size();
    var gate = server.script().pause("addMembers");
    var first = applying("vision", add("p0"));
    gate.awaitReached();
    var others = new ArrayList<Caller<List<StepResult>>>();
    for (int i = 1; i < MANY; i++) {
      others.add(applying("vision", add("p" + i)).awaitParked());
    }
    gate.open();

    assertThat(first.result()).containsExactly(new StepResult.Applied(add("p0")));
    for (int i = 1; i < MANY; i++) {
      assertThat(others.get(i - 1).result()).containsExactly(new StepResult.Applied(add("p" + i)));
    }
    assertThat(server.script().journal("addMembers")).hasSize(2);
    assertThat(server.script().journal("rosters"))
        .as("one read before and one after each of the two")
        .hasSize(readsBefore + 4);
    assertThat(server.members("vision")).hasSize(3 + MANY);
  }

  @Test
  void gives_each_caller_the_results_of_its_own_steps() throws Exception {
    server.script().fail("replaceTeamRoles p2", new WandbException.Invalid("no"));
    var gate = server.script().pause("addMembers");
    applying("vision", add("p0"));
    gate.awaitReached();
    var lucky = applying("vision", add("p1"), add("p3")).awaitParked();
    var unlucky = applying("vision", new Step.AddMember("p2", "p2", VIEWER)).awaitParked();
    var ghost = applying("vision", add("ghost")).awaitParked();
    gate.open();

    assertThat(lucky.result())
        .containsExactly(new StepResult.Applied(add("p1")), new StepResult.Applied(add("p3")));
    assertThat(unlucky.result()).singleElement().isInstanceOf(StepResult.Failed.class);
    assertThat(ghost.result()).singleElement().isInstanceOf(StepResult.Failed.class);
  }

  @Test
  void failed_read_fails_only_the_waiting_plans() throws Exception {
    var outage = new WandbException.Unavailable(Outage.TIMEOUT, "slow", false, null, null);
    var gate = server.script().pause("addMembers");
    var first = applying("vision", add("p0"));
    gate.awaitReached();
    var waiting =
        Caller.of(() -> catchThrowable(() -> apply("vision", remove("bob")))).awaitParked();
    var reads = new AtomicInteger();
    server
        .script()
        .before(
            "rosters",
            call -> {
              if (reads.incrementAndGet() == 2) {
                throw outage;
              }
            });
    gate.open();

    assertThat(first.result()).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(waiting.result()).isSameAs(outage);
    assertThat(apply("vision", remove("bob"))).hasOnlyElementsOfType(StepResult.Applied.class);
  }

  @Test
  void teams_do_not_wait_for_one_another() throws Exception {
    var gate = server.script().pause("addMembers id-vision");
    var slow = applying("vision", add("p0"));
    gate.awaitReached();
    assertThat(apply("speech", add("p1"))).hasOnlyElementsOfType(StepResult.Applied.class);
    gate.open();
    assertThat(slow.result()).hasOnlyElementsOfType(StepResult.Applied.class);
  }

  @Test
  void two_callers_cannot_remove_both_admins() throws Exception {
    server.team("vision", Remotes.member("bob", ADMIN));
    var gate = server.script().pause("addMembers");
    applying("vision", add("p0"));
    gate.awaitReached();
    var one = applying("vision", new Step.RemoveMember("alice", "alice", ADMIN)).awaitParked();
    var other = applying("vision", new Step.RemoveMember("bob", "bob", ADMIN)).awaitParked();
    gate.open();

    assertThat(one.result()).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(other.result()).hasOnlyElementsOfType(StepResult.Withheld.class);
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
  }

  @Test
  void waiting_plan_uses_a_new_read() throws Exception {
    server.team("vision", Remotes.member("bob", ADMIN));
    var gate = server.script().pause("addMembers");
    applying("vision", add("p0"));
    gate.awaitReached();
    var waiting = applying("vision", new Step.RemoveMember("bob", "bob", ADMIN)).awaitParked();
    server.forgetMember("vision", "alice");
    gate.open();
    assertThat(waiting.result()).hasOnlyElementsOfType(StepResult.Withheld.class);
  }

  @Test
  void last_caller_wins_when_callers_want_different_roles() throws Exception {
    var gate = server.script().pause("addMembers");
    applying("vision", add("p0"));
    gate.awaitReached();
    var callers = new ArrayList<Caller<List<StepResult>>>();
    TeamRole last = MEMBER;
    for (int i = 0; i < MANY; i++) {
      TeamRole next = new TeamRole.Custom("role-" + i);
      callers.add(applying("vision", change("bob", last, next)).awaitParked());
      last = next;
    }
    gate.open();
    for (var caller : callers) {
      assertThat(caller.result()).hasOnlyElementsOfType(StepResult.Applied.class);
    }
    assertThat(server.members("vision")).containsEntry("bob", last);
  }

  @Test
  void roles_of_one_user_in_two_teams_are_written_in_sequence() throws Exception {
    var gate = server.script().pause("replaceTeamRoles bob");
    var one = applying("vision", change("bob", MEMBER, ADMIN));
    gate.awaitReached();
    var other = whileWaiting("speech", change("bob", MEMBER, VIEWER));
    gate.open();
    one.result();
    other.result();
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
    assertThat(server.members("speech")).containsEntry("bob", VIEWER);
  }

  @Test
  void removed_user_does_not_return_with_a_role_write_elsewhere() throws Exception {
    var gate = server.script().pause("replaceTeamRoles bob");
    var one = applying("vision", change("bob", MEMBER, ADMIN));
    gate.awaitReached();
    var other = whileWaiting("speech", remove("bob"));
    gate.open();
    one.result();
    assertThat(other.result().getFirst()).isInstanceOf(StepResult.Applied.class);
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
    assertThat(server.members("speech")).doesNotContainKey("bob");
  }

  @Test
  void added_user_is_kept_during_a_role_write_elsewhere() throws Exception {
    server.forgetMember("speech", "bob");
    var gate = server.script().pause("replaceTeamRoles bob");
    var one = applying("vision", change("bob", MEMBER, ADMIN));
    gate.awaitReached();
    var other = applying("speech", add("bob"), add("p0")).awaitParked();
    gate.open();
    one.result();
    assertThat(other.result()).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
    assertThat(server.members("speech")).containsEntry("bob", MEMBER);
  }

  @Test
  void additions_in_any_order_do_not_deadlock() throws Exception {
    server.team("audio", Remotes.member("p0", MEMBER));
    var gate = server.script().pause("replaceTeamRoles p0");
    var holding = applying("audio", change("p0", MEMBER, ADMIN));
    gate.awaitReached();
    var one = applying("vision", add("p0"), add("p1")).awaitParked();
    var other = applying("speech", add("p1"), add("p0")).awaitParked();
    gate.open();

    assertThat(holding.result()).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(one.result()).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(other.result()).hasOnlyElementsOfType(StepResult.Applied.class);
  }

  /** Returns after the step had time to run: a later step about another user is complete. */
  private Caller<List<StepResult>> whileWaiting(String team, Step step) {
    var later = server.script().pause("replaceTeamRoles eve");
    later.open();
    var caller = applying(team, step, change("eve", MEMBER, VIEWER));
    later.awaitReached();
    return caller;
  }

  private Caller<List<StepResult>> applying(String team, Step... steps) {
    return Caller.of(() -> apply(team, steps));
  }

  private List<StepResult> apply(String team, Step... steps) {
    return writer.apply(Remotes.team(team), new Plan(List.of(steps)));
  }

  private static Step add(String id) {
    return new Step.AddMember(id, id, MEMBER);
  }

  private static Step change(String id, TeamRole from, TeamRole to) {
    return new Step.ChangeRole(id, id, from, to);
  }

  private static Step remove(String id) {
    return new Step.RemoveMember(id, id, MEMBER);
  }
}
