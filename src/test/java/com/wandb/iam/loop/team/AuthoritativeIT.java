package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A team with exactly the declared members. */
class AuthoritativeIT {
  private static final String EVERYBODY_MAY_GO = "maxRemovals: 100%";

  /** Creates a ready team with the declared member {@code boss} and undeclared members. */
  private static Scenario with(String settings, String... undeclared) {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    Stream.concat(Stream.of("boss", "alice"), Stream.of(undeclared))
        .forEach(name -> scenario.sandbox().world().addUser(name, name + "@example.com"));
    scenario.requestSync("people");
    team(scenario, "");
    scenario.awaitReady(Team.class, "vision");
    declare(scenario, "boss", "Admin", "boss");
    scenario.awaitReady(TeamMembership.class, "boss");
    for (var name : undeclared) {
      scenario.sandbox().world().addMember("vision", scenario.userId(name), "member");
    }
    scenario.sync();
    team(scenario, settings.isEmpty() ? "mode: Authoritative" : "mode: Authoritative, " + settings);
    return scenario;
  }

  private static void team(Scenario scenario, String settings) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision}
        spec: {serverRef: {name: $SERVER}, membership: {%s}}
        """
            .formatted(settings));
  }

  private static void declare(Scenario scenario, String name, String role, String... users) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: %s}
        spec: {teamRef: {name: vision}, users: [%s], role: %s}
        """
            .formatted(
                name,
                Stream.of(users)
                    .map(
                        user ->
                            user.contains("@")
                                ? "{email: " + user + "}"
                                : "{username: " + user + "}")
                    .collect(Collectors.joining(", ")),
                role));
  }

  private static void awaitMembers(Scenario scenario, String... names) {
    scenario.awaitTrue(() -> people(scenario).equals(List.of(names)));
  }

  private static List<String> people(Scenario scenario) {
    return scenario.memberNames("vision").stream()
        .filter(name -> !"wandb-operator".equals(name))
        .sorted()
        .toList();
  }

  @Test
  void authoritative_team_removes_undeclared_members_with_an_event() {
    try (var scenario = with(EVERYBODY_MAY_GO, "eve", "mallory")) {
      awaitMembers(scenario, "boss");
      scenario.awaitReady(Team.class, "vision");
      assertThat(scenario.events("vision", "MemberRemoved"))
          .anyMatch(note -> note.contains("remove eve@example.com (Member)"));
    }
  }

  @Test
  void member_added_later_is_removed_at_the_next_sync() {
    try (var scenario = with(EVERYBODY_MAY_GO)) {
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().world().addMember("vision", scenario.userId("alice"), "admin");
      scenario.sync();
      awaitMembers(scenario, "boss");
    }
  }

  @Test
  void ignored_users_accounts_and_the_operator_stay() {
    try (var scenario =
        with(
            EVERYBODY_MAY_GO + ", ignore: ['breakglass@*', 'svc-*']",
            "breakglass",
            "svc-x",
            "eve")) {
      scenario.sandbox().world().addServiceAccount("vision", "robot");
      scenario.sync();
      awaitMembers(scenario, "boss", "breakglass", "robot", "svc-x");
      scenario.sync();
      var team = scenario.awaitReady(Team.class, "vision");
      assertThat(people(scenario)).containsExactly("boss", "breakglass", "robot", "svc-x");
      assertThat(scenario.memberNames("vision")).contains("wandb-operator");
      assertThat(team.getStatus().members().undeclared()).isEqualTo(2);
    }
  }

  @Test
  void typo_in_a_declared_email_removes_no_member() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      for (var name : List.of("boss", "alice", "eve")) {
        scenario.sandbox().world().addUser(name, name + "@example.com");
      }
      scenario.requestSync("people");
      team(scenario, "");
      scenario.awaitReady(Team.class, "vision");
      declare(scenario, "boss", "Admin", "boss");
      scenario.awaitReady(TeamMembership.class, "boss");
      declare(scenario, "typo", "Member", "alcie@example.com");
      scenario.awaitReason(TeamMembership.class, "typo", "Ready", "UserNotFound");
      scenario.sandbox().world().addMember("vision", scenario.userId("alice"), "member");
      scenario.sandbox().world().addMember("vision", scenario.userId("eve"), "member");
      scenario.sync();
      team(scenario, "mode: Authoritative, maxRemovals: 100%");
      var ready = scenario.awaitReason(Team.class, "vision", "Ready", "UndeclaredMembers");
      assertThat(ready.message()).contains("typo");
      scenario.sync();
      assertThat(people(scenario)).containsExactly("alice", "boss", "eve");

      declare(scenario, "typo", "Member", "alice@example.com");
      awaitMembers(scenario, "alice", "boss");
      scenario.awaitReady(Team.class, "vision");
    }
  }

  @Test
  void shrunken_user_list_removes_no_member() {
    try (var scenario = with(EVERYBODY_MAY_GO)) {
      declare(scenario, "more", "Member", "alice");
      scenario.awaitReady(TeamMembership.class, "more");
      scenario.sandbox().faults().always("scim.users.list", new SandboxFault.ShrunkenList());
      scenario.sync();
      scenario.sync();
      assertThat(people(scenario)).containsExactly("alice", "boss");
      scenario.sandbox().faults().clear();
      scenario.sync();
      scenario.awaitReady(TeamMembership.class, "more");
      scenario.awaitReady(TeamMembership.class, "boss");
      scenario.awaitReady(Team.class, "vision");
      assertThat(people(scenario)).containsExactly("alice", "boss");
    }
  }

  @Test
  void suspended_membership_still_declares_its_users() {
    try (var scenario = with(EVERYBODY_MAY_GO)) {
      declare(scenario, "alice", "Member", "alice");
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: alice}
          spec: {teamRef: {name: vision}, users: [{username: alice}], role: Member, suspend: true}
          """);
      scenario.awaitReason(TeamMembership.class, "alice", "Ready", "Suspended");
      scenario.sandbox().world().addUser("eve", "eve@example.com");
      scenario.sandbox().world().addMember("vision", scenario.userId("eve"), "member");
      scenario.sync();
      scenario.awaitReason(Team.class, "vision", "Ready", "UndeclaredMembers");
      assertThat(people(scenario)).containsExactly("alice", "boss", "eve");
    }
  }

  @Test
  void orphan_policy_has_no_effect_in_an_authoritative_team() {
    try (var scenario = with(EVERYBODY_MAY_GO)) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: alice}
          spec:
            teamRef: {name: vision}
            user: {username: alice}
            role: Member
            deletionPolicy: Orphan
          """);
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.delete(TeamMembership.class, "alice");
      awaitMembers(scenario, "boss");
    }
  }

  @Test
  void undeclared_last_admin_stays() {
    try (var scenario = with(EVERYBODY_MAY_GO)) {
      scenario.awaitReady(Team.class, "vision");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: boss}
          spec:
            teamRef: {name: vision}
            users: [{username: boss}]
            role: Admin
            deletionPolicy: Orphan
          """);
      scenario.awaitReady(TeamMembership.class, "boss");
      scenario.delete(TeamMembership.class, "boss");
      scenario.awaitGone(TeamMembership.class, "boss");
      scenario.awaitReason(Team.class, "vision", "Stalled", "LastAdmin");
      assertThat(people(scenario)).containsExactly("boss");
    }
  }

  @Test
  void clock_skew_delays_expiry() {
    try (var scenario = with("maxRemovals: '100%'")) {
      var guest =
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: guest}
          spec:
            teamRef: {name: vision}
            user: {username: alice}
            role: Member
            expiresAt: "%s"
          """;
      scenario.apply(guest.formatted("2999-01-01T00:00:00Z"));
      scenario.awaitReady(TeamMembership.class, "guest");
      scenario.sandbox().clockSkew(Duration.ofHours(-2));
      scenario.sync();
      scenario.apply(guest.formatted("2020-01-01T00:00:00Z"));
      scenario.awaitReason(TeamMembership.class, "guest", "Synced", "ClockSkew");
      scenario.annotate(Team.class, "vision", "iam.wandb.com/reconcile", "now");
      scenario.awaitThat(
          Team.class, "vision", one -> "now".equals(one.getStatus().handled().get("reconcile")));
      assertThat(people(scenario)).containsExactly("alice", "boss");
      scenario.sandbox().clockSkew(Duration.ZERO);
      scenario.sync();
      awaitMembers(scenario, "boss");
    }
  }

  @Test
  void held_plan_is_unchanged_by_an_unresolved_member() {
    try (var scenario = with("maxRemovals: 1", "bob", "carol", "dave", "eve")) {
      var held =
          scenario.awaitThat(
              Team.class,
              "vision",
              one -> one.getStatus().plan() != null && one.getStatus().plan().total() == 3);
      declare(scenario, "typo", "Member", "nobody@example.com");
      scenario.awaitReason(TeamMembership.class, "typo", "Ready", "UserNotFound");
      scenario.annotate(Team.class, "vision", "iam.wandb.com/reconcile", "now");
      var still =
          scenario.awaitThat(
              Team.class,
              "vision",
              one -> "now".equals(one.getStatus().handled().get("reconcile")));
      assertThat(still.getStatus().plan().hash()).isEqualTo(held.getStatus().plan().hash());
    }
  }
}
