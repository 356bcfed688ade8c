package com.wandb.iam.wandb.write;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.access.Rule;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Effects and limits of a plan, regardless of the state in which it was created. */
class TeamWriterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RemoteTeam VISION = Remotes.team("vision");

  private final FakeWandb server = new FakeWandb();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private final TeamWriter writer =
      new TeamWriter(server, store, new Guard("operator"), new OpenGate(), () -> NOON);

  @BeforeEach
  void a_team_with_one_admin() {
    server
        .team("vision", Remotes.member("alice", ADMIN), Remotes.member("bob", MEMBER))
        .team("vision", Remotes.robot("ci"))
        .team("speech", Remotes.member("bob", VIEWER))
        .user("operator")
        .user("carol")
        .user("dave");
    store.replace(new SnapshotReader(server, () -> NOON).read(null));
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void asks_nothing_for_an_empty_plan() {
    int before = server.script().journal("").size();
    assertThat(writer.apply(VISION, new Plan(List.of()))).isEmpty();
    assertThat(server.script().journal("")).hasSize(before);
  }

  @Test
  void additions_share_a_request_and_only_other_roles_are_set() {
    var results = apply(add("carol", MEMBER), add("dave", VIEWER));
    assertThat(results).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(server.script().journal("addMembers")).hasSize(1);
    assertThat(server.script().journal("replaceTeamRoles"))
        .containsExactly("replaceTeamRoles dave");
    assertThat(server.members("vision"))
        .containsEntry("carol", MEMBER)
        .containsEntry("dave", VIEWER);
  }

  @Test
  void answers_in_the_order_of_the_plan() {
    var steps =
        List.of(
            remove("bob", MEMBER), add("carol", VIEWER), remove("ci", MEMBER), add("dave", ADMIN));
    assertThat(writer.apply(VISION, new Plan(steps)))
        .extracting(StepResult::step)
        .containsExactlyElementsOf(steps);
  }

  @Test
  void changes_a_role_in_one_team_and_leaves_those_in_others() {
    apply(change("bob", MEMBER, new TeamRole.Custom("janitor")));
    assertThat(server.members("vision")).containsEntry("bob", new TeamRole.Custom("janitor"));
    assertThat(server.members("speech")).containsEntry("bob", VIEWER);
  }

  @Test
  void roles_in_other_teams_stay_if_the_user_lists_no_roles() {
    server.withoutTeamRoles();
    apply(change("bob", MEMBER, ADMIN));
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
    assertThat(server.members("speech")).containsEntry("bob", VIEWER);
  }

  @Test
  void snapshot_shows_applied_steps_at_once() {
    apply(add("carol", VIEWER), remove("bob", MEMBER));
    var now = store.current().orElseThrow();
    assertThat(now.rolesOf("carol")).isEqualTo(Map.of("vision", VIEWER));
    assertThat(now.rolesOf("bob")).isEqualTo(Map.of("speech", VIEWER));
  }

  @Test
  void concurrent_read_does_not_overwrite_applied_steps() {
    var underWay = new SnapshotReader(server, () -> NOON).read(null);
    apply(add("carol", VIEWER));
    store.replace(underWay);
    assertThat(store.current().orElseThrow().rolesOf("carol")).containsEntry("vision", VIEWER);
  }

  @Test
  void created_and_deleted_teams_are_recorded_in_the_snapshot() {
    var made = writer.create("audio", null);
    assertThat(store.current().orElseThrow().team(made.id())).contains(made);
    assertThat(store.current().orElseThrow().roster(made.id())).isPresent();
    writer.delete(made);
    assertThat(store.current().orElseThrow().teamNamed("audio")).isEmpty();
  }

  @Test
  void team_deleted_by_another_client_counts_as_deleted() {
    server.forgetTeam("speech");
    writer.delete(Remotes.team("speech"));
    assertThat(store.current().orElseThrow().teamNamed("speech")).isEmpty();
  }

  @Test
  void team_stays_in_the_snapshot_if_its_deletion_fails() {
    var refused = new WandbException.Refused(WandbException.Refused.Refusal.FORBIDDEN, "no");
    server.script().fail("deleteTeam", refused);
    assertThatThrownBy(() -> writer.delete(VISION)).isSameAs(refused);
    assertThat(store.current().orElseThrow().teamNamed("vision")).isPresent();
  }

  @Test
  void team_is_read_again_before_a_removal() {
    server.team("vision", Remotes.member("bob", ADMIN));
    server.forgetMember("vision", "alice");
    assertThat(store.current().orElseThrow().rolesOf("bob")).containsEntry("vision", MEMBER);
    assertWithheld(Rule.LAST_ADMIN, remove("bob", MEMBER));
    assertWithheld(Rule.LAST_ADMIN, change("bob", MEMBER, VIEWER));
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
  }

  @Test
  void never_removes_or_demotes_the_last_admin() {
    assertWithheld(Rule.LAST_ADMIN, remove("alice", ADMIN));
    assertWithheld(Rule.LAST_ADMIN, change("alice", ADMIN, VIEWER));
    assertWithheld(Rule.LAST_ADMIN, change("alice", ADMIN, new TeamRole.Custom("janitor")));
    assertWithheld(Rule.LAST_ADMIN, add("alice", VIEWER));
  }

  @Test
  void second_of_two_admins_is_kept() {
    server.team("vision", Remotes.member("bob", ADMIN));
    var results = apply(remove("alice", ADMIN), change("bob", ADMIN, MEMBER));
    assertThat(results.get(0)).isInstanceOf(StepResult.Applied.class);
    assertThat(results.get(1)).isInstanceOf(StepResult.Withheld.class);
    assertThat(server.members("vision")).containsEntry("bob", ADMIN).doesNotContainKey("alice");
  }

  @Test
  void new_admin_is_set_before_the_old_one_is_removed() {
    var results = apply(change("bob", MEMBER, ADMIN), remove("alice", ADMIN));
    assertThat(results).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(server.script().journal("re"))
        .containsExactly("replaceTeamRoles bob", "removeMember id-vision alice");
  }

  @Test
  void old_admin_stays_if_the_new_one_cannot_be_set() {
    server.script().fail("replaceTeamRoles bob", new WandbException.Invalid("no"));
    var results = apply(change("bob", MEMBER, ADMIN), remove("alice", ADMIN));
    assertThat(results.get(0)).isInstanceOf(StepResult.Failed.class);
    assertThat(results.get(1)).isInstanceOf(StepResult.Withheld.class);
    assertThat(server.members("vision")).containsEntry("alice", ADMIN);
  }

  @Test
  void old_admin_stays_if_the_plan_misjudged_the_new_admin() {
    server.script().fail("replaceTeamRoles bob", new WandbException.Invalid("no"));
    var results = apply(change("bob", ADMIN, ADMIN), change("alice", ADMIN, MEMBER));
    assertThat(results.get(1)).isInstanceOf(StepResult.Withheld.class);
    assertThat(server.members("vision")).containsEntry("alice", ADMIN);
  }

  @Test
  void old_admin_stays_if_the_new_admin_is_only_a_member() {
    server.script().fail("replaceTeamRoles carol", new WandbException.Invalid("no"));
    var results = apply(add("carol", ADMIN), change("alice", ADMIN, MEMBER));
    assertThat(results.get(0)).isInstanceOf(StepResult.Failed.class);
    assertThat(results.get(1)).isInstanceOf(StepResult.Withheld.class);
    assertThat(server.members("vision")).containsEntry("alice", ADMIN);
  }

  @Test
  void operator_identity_is_never_removed() {
    server.team("vision", Remotes.member("operator", ADMIN));
    assertWithheld(Rule.OWN_IDENTITY, remove("operator", ADMIN));
    assertWithheld(Rule.OWN_IDENTITY, change("operator", ADMIN, MEMBER));
  }

  @Test
  void operator_identity_is_never_demoted() {
    server.team("vision", Remotes.member("operator", ADMIN));
    assertWithheld(Rule.OWN_IDENTITY, change("operator", MEMBER, new TeamRole.Custom("janitor")));
    assertWithheld(Rule.OWN_IDENTITY, add("operator", VIEWER));
    assertThat(server.members("vision")).containsEntry("operator", ADMIN);
  }

  @Test
  void leaves_service_accounts_in_their_team() {
    assertWithheld(Rule.PEOPLE_ONLY, remove("ci", MEMBER));
    assertThat(server.members("vision")).containsKey("ci");
  }

  @Test
  void rest_of_a_partly_withheld_plan_is_applied() {
    var results = apply(remove("alice", ADMIN), add("carol", MEMBER), remove("bob", MEMBER));
    assertThat(results.get(0)).isInstanceOf(StepResult.Withheld.class);
    assertThat(results.subList(1, 3)).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(server.members("vision")).containsOnlyKeys("alice", "ci", "carol");
  }

  @Test
  void steps_for_one_user_are_applied_in_order() {
    var results = apply(remove("bob", MEMBER), add("bob", VIEWER), change("bob", VIEWER, ADMIN));
    assertThat(results).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(server.members("vision")).containsEntry("bob", ADMIN);
  }

  private List<StepResult> apply(Step... steps) {
    return writer.apply(VISION, new Plan(List.of(steps)));
  }

  private void assertWithheld(Rule rule, Step step) {
    int writes = writes();
    assertThat(apply(step))
        .singleElement()
        .isInstanceOfSatisfying(
            StepResult.Withheld.class,
            withheld -> assertThat(withheld.violation().rule()).isEqualTo(rule));
    assertThat(writes()).as("write requests").isEqualTo(writes);
  }

  private int writes() {
    return server.script().journal("re").size() + server.script().journal("addMembers").size();
  }

  private static Step add(String id, TeamRole role) {
    return new Step.AddMember(id, id, role);
  }

  private static Step change(String id, TeamRole from, TeamRole to) {
    return new Step.ChangeRole(id, id, from, to);
  }

  private static Step remove(String id, TeamRole role) {
    return new Step.RemoveMember(id, id, role);
  }

  @Test
  void current_roles_in_other_teams_are_sent_not_cached_ones() {
    server.withoutTeamRoles();
    server.team("speech", Remotes.member("bob", ADMIN));
    apply(change("bob", MEMBER, ADMIN));
    assertThat(server.members("speech")).containsEntry("bob", ADMIN);
  }

  @Test
  void user_added_with_another_role_gets_the_declared_role() {
    server.team("vision", Remotes.member("carol", ADMIN));
    assertThat(apply(add("carol", MEMBER))).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(server.members("vision")).containsEntry("carol", MEMBER);
  }

  @Test
  void existing_member_stays_if_the_role_cannot_be_set() {
    server.team("vision", Remotes.member("carol", ADMIN));
    server.script().fail("replaceTeamRoles carol", new WandbException.Invalid("no"));
    assertThat(apply(add("carol", VIEWER))).hasOnlyElementsOfType(StepResult.Failed.class);
    assertThat(server.members("vision")).containsEntry("carol", ADMIN);
  }
}
