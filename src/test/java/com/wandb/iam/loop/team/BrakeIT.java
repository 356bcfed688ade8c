package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks that no mistake in a folder of manifests empties a team. */
class BrakeIT {
  private static final String APPROVE = "iam.wandb.com/approve-plan";

  private static List<String> users(int many) {
    return IntStream.range(0, many).mapToObj(i -> "user" + i).toList();
  }

  /** Creates a team of {@code boss} and other users, each with a separate membership. */
  private static Scenario of(int many, String maxRemovals) {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    scenario.applyServer("limits: {requestsPerSecond: 1000}");
    scenario.sandbox().world().addUser("boss", "boss@example.com");
    for (var name : users(many)) {
      scenario.sandbox().world().addUser(name, name + "@example.com");
    }
    scenario.requestSync("people");
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision}
        spec: {serverRef: {name: $SERVER}, membership: {maxRemovals: %s, minimumAdmins: 1}}
        """
            .formatted(maxRemovals));
    scenario.awaitReady(Team.class, "vision");
    declare(scenario, "boss", "Admin");
    users(many).forEach(name -> declare(scenario, name, "Member"));
    scenario.awaitReady(TeamMembership.class, "boss");
    users(many).forEach(name -> scenario.awaitReady(TeamMembership.class, name));
    return scenario;
  }

  private static void declare(Scenario scenario, String user, String role) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: %1$s}
        spec: {teamRef: {name: vision}, user: {username: %1$s}, role: %2$s}
        """
            .formatted(user, role));
  }

  private static long left(Scenario scenario) {
    return scenario.memberNames("vision").stream().filter(name -> name.startsWith("user")).count();
  }

  private static Team awaitHeld(Scenario scenario, int steps) {
    return scenario.awaitThat(
        Team.class,
        "vision",
        team ->
            team.getStatus().plan() != null
                && Boolean.TRUE.equals(team.getStatus().plan().held())
                && team.getStatus().plan().total() == steps);
  }

  @Test
  void bulk_deletion_removes_half_and_holds_the_rest_for_approval() {
    try (var scenario = of(9, "50%")) {
      users(9).forEach(name -> scenario.delete(TeamMembership.class, name));
      var team = awaitHeld(scenario, 4);
      assertThat(left(scenario)).isEqualTo(4);
      assertThat(team.getStatus().plan().steps()).hasSize(4).allMatch(s -> s.startsWith("remove"));
      var stalled = scenario.awaitReason(Team.class, "vision", "Stalled", "PlanHeld");
      assertThat(stalled.message())
          .contains(
              "Removing or demoting 9 of 10 users",
              APPROVE + "=" + scenario.get(Team.class, "vision").getStatus().plan().hash());
      var waiting =
          users(9).stream().filter(name -> scenario.find(TeamMembership.class, name).isPresent());
      waiting.forEach(
          name -> scenario.awaitReason(TeamMembership.class, name, "Ready", "PlanHeld"));

      scenario.annotate(Team.class, "vision", APPROVE, team.getStatus().plan().hash());
      users(9).forEach(name -> scenario.awaitGone(TeamMembership.class, name));
      assertThat(left(scenario)).isZero();
      var after = scenario.awaitReady(Team.class, "vision");
      assertThat(after.getStatus().plan().approvals()).isEqualTo(1);
      assertThat(after.getStatus().handled())
          .containsEntry("approve-plan", team.getStatus().plan().hash());
      assertThat(scenario.events("vision", "PlanApproved")).hasSize(1);
    }
  }

  @Test
  void bulk_deletion_of_500_memberships_removes_ten_percent() {
    try (var scenario = of(500, "10%")) {
      scenario.client().resources(TeamMembership.class).inNamespace(scenario.namespace()).delete();
      awaitHeld(scenario, 450);
      assertThat(left(scenario)).isEqualTo(450);
      assertThat(scenario.roleOf("vision", "boss")).isEqualTo("admin");
      assertThat(scenario.get(Team.class, "vision").getStatus().plan().steps()).hasSize(50);
    }
  }

  @Test
  void last_admin_stays_when_all_memberships_are_deleted_at_once() {
    try (var scenario = of(2, "100%")) {
      users(2).forEach(name -> declare(scenario, name, "Admin"));
      users(2).forEach(name -> scenario.awaitReady(TeamMembership.class, name));
      scenario.client().resources(TeamMembership.class).inNamespace(scenario.namespace()).delete();
      scenario.awaitTrue(
          () ->
              scenario
                      .client()
                      .resources(TeamMembership.class)
                      .inNamespace(scenario.namespace())
                      .list()
                      .getItems()
                      .size()
                  == 1);
      var last =
          scenario
              .client()
              .resources(TeamMembership.class)
              .inNamespace(scenario.namespace())
              .list()
              .getItems()
              .getFirst()
              .getMetadata()
              .getName();
      scenario.awaitReason(TeamMembership.class, last, "Stalled", "LastAdmin");
      assertThat(scenario.roleOf("vision", last)).isEqualTo("admin");
    }
  }

  @Test
  void approval_with_a_wrong_hash_is_a_warning_and_has_no_effect() {
    try (var scenario = of(4, "1")) {
      users(4).forEach(name -> scenario.delete(TeamMembership.class, name));
      awaitHeld(scenario, 3);
      scenario.annotate(Team.class, "vision", APPROVE, "0123456789abcdef");
      scenario.awaitThat(
          Team.class,
          "vision",
          team -> team.getStatus().warnings().stream().anyMatch(text -> text.contains(APPROVE)));
      scenario.sync();
      assertThat(left(scenario)).isEqualTo(3);
    }
  }

  @Test
  void approval_counts_once_and_not_for_a_larger_plan() {
    try (var scenario = of(5, "1")) {
      scenario.delete(TeamMembership.class, "user0");
      scenario.awaitGone(TeamMembership.class, "user0");
      scenario.delete(TeamMembership.class, "user1");
      var hash = awaitHeld(scenario, 1).getStatus().plan().hash();
      scenario.delete(TeamMembership.class, "user2");
      awaitHeld(scenario, 2);
      scenario.annotate(Team.class, "vision", APPROVE, hash);
      scenario.awaitThat(
          Team.class,
          "vision",
          team -> team.getStatus().warnings().stream().anyMatch(text -> text.contains(APPROVE)));
      assertThat(left(scenario)).isEqualTo(4);
      var whole = scenario.get(Team.class, "vision").getStatus().plan().hash();
      scenario.annotate(Team.class, "vision", APPROVE, whole);
      scenario.awaitGone(TeamMembership.class, "user1");
      scenario.awaitGone(TeamMembership.class, "user2");

      scenario.delete(TeamMembership.class, "user3");
      var next = awaitHeld(scenario, 1);
      assertThat(next.getStatus().plan().hash()).isNotEqualTo(whole);
      assertThat(next.getStatus().plan().approvals()).isEqualTo(1);
      assertThat(left(scenario)).isEqualTo(2);
    }
  }

  @Test
  void held_removal_is_dropped_when_the_user_is_declared_again() {
    try (var scenario = of(3, "1")) {
      scenario.apply(list("[{username: user0}, {username: user1}, {username: user2}]"));
      for (var name : users(3)) {
        scenario.delete(TeamMembership.class, name);
      }
      scenario.awaitReady(TeamMembership.class, "all");
      scenario.apply(list("[{username: user0}]"));
      awaitHeld(scenario, 1);
      scenario.apply(list("[{username: user0}, {username: user1}, {username: user2}]"));
      scenario.awaitReady(TeamMembership.class, "all");
      scenario.awaitReady(Team.class, "vision");
      assertThat(scenario.get(Team.class, "vision").getStatus().plan()).isNull();
      assertThat(left(scenario)).isEqualTo(3);
    }
  }

  private static String list(String users) {
    return """
    apiVersion: iam.wandb.com/v1alpha1
    kind: TeamMembership
    metadata: {name: all}
    spec: {teamRef: {name: vision}, users: %s, role: Member}
    """
        .formatted(users);
  }

  @Test
  void lowered_roles_count_like_removals() {
    try (var scenario = of(3, "1")) {
      users(3).forEach(name -> declare(scenario, name, "Viewer"));
      var team = awaitHeld(scenario, 2);
      assertThat(team.getStatus().plan().steps()).allMatch(step -> step.contains("to Viewer"));
      assertThat(users(3).stream().filter(name -> "viewer".equals(scenario.roleOf("vision", name))))
          .hasSize(1);
    }
  }

  @Test
  void held_plan_is_dropped_when_the_role_does_not_exist() {
    try (var scenario = of(3, "1")) {
      users(3).forEach(name -> declare(scenario, name, "Viewer"));
      awaitHeld(scenario, 2);
      users(3).forEach(name -> declare(scenario, name, "nobody-has-it"));
      scenario.awaitThat(Team.class, "vision", team -> team.getStatus().plan() == null);
    }
  }
}
