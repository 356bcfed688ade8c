package com.wandb.iam.access;

import static com.wandb.iam.access.PermissionModel.can;
import static com.wandb.iam.access.PermissionModel.mayAttribute;
import static com.wandb.iam.access.ProjectVisibility.OPEN;
import static com.wandb.iam.access.ProjectVisibility.PUBLIC;
import static com.wandb.iam.access.ProjectVisibility.RESTRICTED;
import static com.wandb.iam.access.ProjectVisibility.TEAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.wandb.iam.access.Identity.Membership;
import com.wandb.iam.access.Identity.Person;
import com.wandb.iam.access.Identity.ServiceAccount;
import com.wandb.iam.access.Target.Settings;
import com.wandb.iam.access.TeamRole.BuiltIn;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the rules in prose. The permission tables have a separate test. */
class PermissionModelTest {
  private static final Person ADMIN = Persons.with(BuiltIn.ADMIN);
  private static final Person MEMBER = Persons.with(BuiltIn.MEMBER);
  private static final Person VIEWER = Persons.with(BuiltIn.VIEWER);
  private static final ServiceAccount ROBOT = new ServiceAccount("robot", "vision");

  @Test
  void only_an_admin_of_the_organization_creates_a_team() {
    var root = new Person("root", Map.of(), true);
    assertThat(can(root, Action.CREATE_AND_DELETE_TEAMS, Target.of("new")).allowed()).isTrue();
    assertThat(can(ADMIN, Action.CREATE_AND_DELETE_TEAMS, Target.of("new")))
        .returns(false, Verdict::allowed)
        .returns("team-creation", Verdict::source);
  }

  @Test
  void member_invites_only_if_team_settings_allow_it() {
    var team = Target.of("vision");
    assertThat(can(MEMBER, Action.ADD_TEAM_MEMBERS, team))
        .returns(false, Verdict::allowed)
        .returns("member-management", Verdict::source);
    var inviting = team.with(new Settings(true, false));
    assertThat(can(MEMBER, Action.ADD_TEAM_MEMBERS, inviting).allowed()).isTrue();
    assertThat(can(VIEWER, Action.ADD_TEAM_MEMBERS, inviting).allowed()).isFalse();
    assertThat(can(MEMBER, Action.REMOVE_TEAM_MEMBERS, inviting).allowed()).isFalse();
    assertThat(can(ADMIN, Action.ADD_TEAM_MEMBERS, team).allowed()).isTrue();
  }

  @Test
  void a_moved_run_stays_its_creators() {
    var moved = Target.in("vision", TEAM).by("bob");
    assertThat(can(MEMBER, Action.DELETE_EXPERIMENTS, moved))
        .returns(false, Verdict::allowed)
        .returns("own-runs", Verdict::source)
        .extracting(Verdict::explanation)
        .asString()
        .contains("bob");
    assertThat(can(MEMBER, Action.DELETE_EXPERIMENTS, moved.by("alice")).allowed()).isTrue();
    assertThat(can(ADMIN, Action.DELETE_EXPERIMENTS, moved).allowed()).isTrue();
  }

  @Test
  void object_without_known_creator_has_no_owner() {
    assertThat(can(MEMBER, Action.STOP_EXPERIMENTS, Target.in("vision", TEAM)))
        .returns(false, Verdict::allowed)
        .returns("own-runs", Verdict::source);
  }

  @Test
  void runs_are_attributed_only_to_members_of_their_team() {
    assertThat(mayAttribute(ROBOT, MEMBER, Target.of("vision")).allowed()).isTrue();
    assertThat(mayAttribute(ROBOT, Persons.stranger(), Target.of("vision")))
        .returns(false, Verdict::allowed)
        .returns("attribution", Verdict::source);
    assertThat(mayAttribute(ROBOT, MEMBER, Target.in("speech", OPEN)).allowed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "vision, TEAM, false, true",
    "vision, OPEN, false, true",
    "vision, RESTRICTED, false, false",
    "vision, RESTRICTED, true, true",
    "speech, OPEN, false, true",
    "speech, PUBLIC, false, false",
    "speech, TEAM, false, false",
    "speech, RESTRICTED, false, false"
  })
  void a_service_account_logs_to_its_own_team_and_to_open_projects(
      String team, ProjectVisibility visibility, boolean added, boolean allowed) {
    var project = Target.in(team, visibility).inviting(added ? Set.of("robot") : Set.of());
    assertThat(can(ROBOT, Action.LOG_EXPERIMENTS, project))
        .returns(allowed, Verdict::allowed)
        .returns("service-account-reach", Verdict::source);
  }

  @Test
  void organization_account_belongs_to_every_team() {
    var everywhere = new ServiceAccount("robot", null);
    assertThat(can(everywhere, Action.LOG_EXPERIMENTS, Target.in("speech", TEAM)).allowed())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void a_service_account_does_nothing_but_log(Action action) {
    assertThat(can(ROBOT, action, Target.in("vision", TEAM)).allowed())
        .isEqualTo(action == Action.LOG_EXPERIMENTS);
  }

  @Test
  void a_viewer_reads_and_has_no_key() {
    assertThat(can(VIEWER, Action.VIEW_REPORTS, Target.in("vision", TEAM)).allowed()).isTrue();
    assertThat(can(VIEWER, Action.CREATE_REPORTS, Target.in("vision", TEAM)))
        .returns(false, Verdict::allowed)
        .returns("view-only", Verdict::source);
    assertThat(new Membership(RoleDefinition.builtIn(BuiltIn.VIEWER), false).mayHaveKey())
        .isFalse();
    assertThat(new Membership(RoleDefinition.builtIn(BuiltIn.MEMBER), false).mayHaveKey()).isTrue();
  }

  @Test
  void a_custom_role_inherits_from_viewer_or_member_and_only_adds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Persons.custom(BuiltIn.ADMIN, "run:stop"))
        .withMessageContaining("never from Admin");
    var role = Persons.custom(BuiltIn.VIEWER, "run:stop");
    assertThat(Effective.of(role).contains(Effective.of(Holder.VIEW_ONLY))).isTrue();
    assertThat(Effective.of(role).added()).containsExactly(new Permission("run", "stop"));
    assertThat(can(Persons.with(role), Action.STOP_EXPERIMENTS, Target.in("vision", TEAM)))
        .returns(false, Verdict::allowed)
        .extracting(Verdict::explanation)
        .asString()
        .contains("does not publish");
    assertThat(new Membership(role, false).mayHaveKey()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, true, true",
    "PUBLIC, true, false",
    "TEAM, false, false",
    "RESTRICTED, false, false"
  })
  void access_of_non_members_follows_the_visibility(
      ProjectVisibility visibility, boolean views, boolean submits) {
    var project = Target.in("vision", visibility);
    var mallory = Persons.stranger();
    assertThat(can(mallory, Action.VIEW_EXPERIMENTS, project))
        .returns(views, Verdict::allowed)
        .returns("visibility", Verdict::source);
    assertThat(can(mallory, Action.LOG_EXPERIMENTS, project).allowed()).isEqualTo(submits);
    assertThat(can(mallory, Action.DELETE_ARTIFACTS, project).allowed()).isFalse();
    assertThat(can(mallory, Action.REMOVE_TEAM_MEMBERS, project).allowed()).isFalse();
  }

  @Test
  void a_team_can_make_all_its_projects_private() {
    var closed = Target.in("vision", OPEN).with(new Settings(false, true));
    assertThat(can(Persons.stranger(), Action.VIEW_EXPERIMENTS, closed).allowed()).isFalse();
    assertThat(can(MEMBER, Action.VIEW_EXPERIMENTS, closed).allowed()).isTrue();
    assertThat(PUBLIC.in(true)).isEqualTo(TEAM);
    assertThat(RESTRICTED.in(true)).isEqualTo(RESTRICTED);
    assertThat(OPEN.in(false)).isEqualTo(OPEN);
  }

  @Test
  void restricted_project_requires_an_invitation() {
    var project = Target.in("vision", RESTRICTED);
    assertThat(can(MEMBER, Action.VIEW_EXPERIMENTS, project))
        .returns(false, Verdict::allowed)
        .returns("visibility", Verdict::source);
    assertThat(can(MEMBER, Action.VIEW_EXPERIMENTS, project.inviting(Set.of("alice"))).allowed())
        .isTrue();
  }

  @Test
  void an_admin_of_the_team_modifies_its_restricted_projects_too() {
    assertThat(can(ADMIN, Action.VIEW_EXPERIMENTS, Target.in("vision", RESTRICTED)).allowed())
        .isTrue();
  }

  @Test
  void view_only_member_cannot_log_to_an_open_project() {
    assertThat(can(VIEWER, Action.LOG_EXPERIMENTS, Target.in("vision", OPEN)).allowed()).isFalse();
  }

  @Test
  void the_highest_of_three_counts_in_a_registry() {
    assertThat(
            RegistryAccess.highest(
                RegistryAccess.VIEWER, RegistryAccess.RESTRICTED_VIEWER, RegistryAccess.MEMBER))
        .contains(RegistryAccess.MEMBER);
    assertThat(RegistryAccess.highest(null, RegistryAccess.ADMIN, null))
        .contains(RegistryAccess.ADMIN);
    assertThat(RegistryAccess.highest(null, null, null)).isEmpty();
    assertThat(RegistryAccess.of(BuiltIn.ADMIN)).isEqualTo(RegistryAccess.ADMIN);
  }

  @ParameterizedTest
  @CsvSource({"RESTRICTED_VIEWER, false", "VIEWER, false", "MEMBER, true", "ADMIN, true"})
  void service_account_has_no_read_only_registry_role(RegistryAccess role, boolean may) {
    assertThat(role.forServiceAccounts()).isEqualTo(may);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void every_rule_has_an_id_a_sentence_and_a_source(Rule rule) {
    assertThat(rule.id()).matches("[a-z]+(-[a-z]+)*");
    assertThat(Rule.of(rule.id())).contains(rule);
    assertThat(rule.sentence()).isNotBlank().doesNotEndWith(".");
    assertThat(rule.source().displayName()).isNotBlank();
    assertThat(rule.section()).isNotBlank();
  }
}
