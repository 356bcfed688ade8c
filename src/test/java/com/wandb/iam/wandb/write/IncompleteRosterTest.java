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
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A list of members that lacks a member. The rules of the guard are checked against that list, so a
 * step for such a member must not be sent as if the user were no member.
 */
class IncompleteRosterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RemoteTeam VISION = Remotes.team("vision");

  private final FakeWandb server = new FakeWandb();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private final TeamWriter writer =
      new TeamWriter(server, store, new Guard("operator"), new OpenGate(), () -> NOON);

  @BeforeEach
  void a_team_whose_only_admin_is_not_listed() {
    server
        .team("vision", Remotes.member("alice", ADMIN), Remotes.member("bob", MEMBER))
        .user("operator")
        .user("carol");
    store.replace(new SnapshotReader(server, () -> NOON).read(null));
    server.hidden("alice");
  }

  @AfterEach
  void close() {
    writer.close();
  }

  private StepResult apply(Step step) {
    return writer.apply(VISION, new Plan(List.of(step))).getFirst();
  }

  private void assertKept(StepResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            failed -> {
              assertThat(failed.error().retryable()).isTrue();
              assertThat(failed.error()).hasMessageContaining("vision");
            });
    assertThat(server.members("vision")).containsEntry("alice", ADMIN);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void last_admin_is_not_added_with_a_lower_role(boolean withRoles) {
    if (!withRoles) {
      server.withoutTeamRoles();
      server.script().before("user alice", call -> server.hidden(null));
    }
    assertKept(apply(new Step.AddMember("alice", "alice", VIEWER)));
  }

  @Test
  void last_admin_is_not_demoted() {
    assertKept(apply(new Step.ChangeRole("alice", "alice", ADMIN, VIEWER, false)));
    var custom = new TeamRole.Custom("janitor");
    assertKept(apply(new Step.ChangeRole("alice", "alice", MEMBER, custom, false)));
  }

  @Test
  void last_admin_is_not_removed() {
    assertKept(apply(new Step.RemoveMember("alice", "alice", ADMIN, Step.Cause.NOT_DECLARED)));
    assertThat(server.script().journal("removeMember")).isEmpty();
  }

  @Test
  void last_admin_is_not_taken_for_a_newcomer_after_a_failure() {
    server
        .script()
        .fail(
            "replaceTeamRoles alice",
            new WandbException.Unavailable(
                WandbException.Unavailable.Outage.SERVER_ERROR, "vision: 503", false, null, null));
    var viewerLike = new TeamRole.Custom("janitor");
    assertThat(apply(new Step.AddMember("alice", "alice", viewerLike)))
        .isInstanceOf(StepResult.Failed.class);
    assertThat(apply(new Step.AddMember("alice", "alice", VIEWER)))
        .isInstanceOf(StepResult.Failed.class);
    assertThat(server.members("vision")).containsEntry("alice", ADMIN);
  }

  /** The server tells no roles with the account, and no list shows the member. */
  @Test
  void member_of_no_list_is_left_as_it_is() {
    server.withoutTeamRoles();
    assertKept(apply(new Step.ChangeRole("alice", "alice", ADMIN, VIEWER, false)));
    assertKept(apply(new Step.AddMember("alice", "alice", VIEWER)));
    assertKept(apply(new Step.RemoveMember("alice", "alice", ADMIN, Step.Cause.NOT_DECLARED)));
  }

  /** A replace takes the roles that it leaves out, so each other team must list the member. */
  @Test
  void role_in_another_team_is_not_lost_by_its_list() {
    server.withoutTeamRoles().hidden(null).team("speech", Remotes.member("bob", ADMIN));
    store.replace(new SnapshotReader(server, () -> NOON).read(null));
    server.script().before("user bob", call -> server.hidden("bob"));
    assertThat(apply(new Step.ChangeRole("bob", "bob", MEMBER, VIEWER, false)))
        .isInstanceOf(StepResult.Failed.class);
    assertThat(server.members("speech")).containsEntry("bob", ADMIN);
  }

  @Test
  void unlisted_member_is_not_demoted_past_the_removal_limit() {
    server.hidden("bob");
    assertThat(apply(new Step.ChangeRole("bob", "bob", MEMBER, VIEWER, false)))
        .isInstanceOf(StepResult.Failed.class);
    assertThat(server.members("vision")).containsEntry("bob", MEMBER);
  }

  @Test
  void role_of_an_admin_can_be_confirmed() {
    assertThat(apply(new Step.AddMember("alice", "alice", ADMIN)))
        .isInstanceOf(StepResult.Applied.class);
    assertThat(server.members("vision")).containsEntry("alice", ADMIN);
  }

  @Test
  void former_member_is_removed_without_an_error() {
    assertThat(apply(new Step.RemoveMember("carol", "carol", MEMBER, Step.Cause.NOT_DECLARED)))
        .isInstanceOf(StepResult.Applied.class);
  }
}
