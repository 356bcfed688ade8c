package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxFaults;
import com.wandb.iam.sandbox.state.SandboxOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Users that one membership drops and another one declares. */
class HandOverIT {
  private static final String MEMBERSHIP =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: %s}
      spec:
        teamRef: {name: vision}
        users: [%s]
        role: Member
        suspend: %s
      """;
  private static final String ALICE = "{username: alice}";
  private static final String BOTH = "{username: alice}, {username: bob}";
  private static final String BOB = "{username: bob}";

  private static Scenario withTeam() {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.sandbox().world().addUser("bob", "bob@example.com");
    scenario.requestSync("people");
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    return scenario;
  }

  private static void declare(Scenario scenario, String name, String people, boolean suspended) {
    scenario.apply(MEMBERSHIP.formatted(name, people, suspended));
  }

  @Test
  void waiting_membership_takes_over_the_user_of_a_deleted_one() {
    try (var scenario = withTeam()) {
      declare(scenario, "first", ALICE, false);
      scenario.awaitReady(TeamMembership.class, "first");
      declare(scenario, "second", BOTH, false);
      scenario.awaitReason(TeamMembership.class, "second", "Ready", "Conflict");
      scenario.delete(TeamMembership.class, "first");
      scenario.awaitGone(TeamMembership.class, "first");
      scenario.awaitReady(TeamMembership.class, "second");
      assertThat(scenario.memberNames("vision")).contains("alice", "bob");
      assertThat(removals(scenario)).isZero();
    }
  }

  @Test
  void suspended_membership_still_declares_its_users() {
    try (var scenario = withTeam()) {
      declare(scenario, "resting", ALICE, true);
      scenario.awaitReason(TeamMembership.class, "resting", "Ready", "Suspended");
      declare(scenario, "active", BOTH, false);
      scenario.awaitReady(TeamMembership.class, "active");
      scenario.delete(TeamMembership.class, "active");
      scenario.awaitGone(TeamMembership.class, "active");
      assertThat(scenario.memberNames("vision")).contains("alice").doesNotContain("bob");
    }
  }

  @Test
  void user_dropped_by_a_waiting_membership_is_removed() {
    try (var scenario = withTeam()) {
      declare(scenario, "first", ALICE, false);
      scenario.awaitReady(TeamMembership.class, "first");
      declare(scenario, "second", BOTH, false);
      scenario.awaitReason(TeamMembership.class, "second", "Ready", "Conflict");
      declare(scenario, "second", BOB, false);
      scenario.awaitReady(TeamMembership.class, "second");
      scenario.delete(TeamMembership.class, "first");
      scenario.awaitGone(TeamMembership.class, "first");
      assertThat(scenario.memberNames("vision")).contains("bob").doesNotContain("alice");
    }
  }

  @Test
  void retried_removal_skips_a_user_declared_in_the_meantime() {
    try (var scenario = withTeam()) {
      declare(scenario, "first", BOTH, false);
      scenario.awaitReady(TeamMembership.class, "first");
      scenario
          .sandbox()
          .faults()
          .add("scim.groups.patch", new SandboxFault.Status(503), SandboxFaults.ALWAYS);
      declare(scenario, "first", BOB, false);
      scenario.awaitThat(
          TeamMembership.class,
          "first",
          membership -> membership.getStatus().users().toString().contains("Leaving"));
      declare(scenario, "second", ALICE, true);
      scenario.awaitReason(TeamMembership.class, "second", "Ready", "Suspended");
      scenario.sandbox().faults().clear();
      scenario.awaitReady(TeamMembership.class, "first");
      assertThat(scenario.memberNames("vision")).contains("alice", "bob");
    }
  }

  @Test
  void user_with_a_reassigned_email_is_removed_with_the_resource() {
    try (var scenario = withTeam()) {
      var alice = scenario.userId("alice");
      declare(scenario, "first", "{email: alice@example.com}", false);
      scenario.awaitReady(TeamMembership.class, "first");
      scenario.sandbox().world().changeEmail(alice, "former@example.com");
      scenario.sandbox().world().addUser("alicia", "alice@example.com");
      scenario.requestSync("taken over");
      scenario.awaitReason(TeamMembership.class, "first", "Ready", "IdentityChanged");
      assertThat(scenario.memberNames("vision")).contains("alice").doesNotContain("alicia");
      scenario.delete(TeamMembership.class, "first");
      scenario.awaitGone(TeamMembership.class, "first");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice", "alicia");
    }
  }

  @Test
  void unreadable_member_list_is_reported_and_retried() {
    try (var scenario = withTeam()) {
      scenario
          .sandbox()
          .faults()
          .add("graphql.entity", new SandboxFault.Status(503), SandboxFaults.ALWAYS);
      declare(scenario, "first", ALICE, false);
      scenario.awaitReason(TeamMembership.class, "first", "Ready", "Unreachable");
      scenario.sandbox().faults().clear();
      scenario.awaitReady(TeamMembership.class, "first");
      Awaitility.await().until(() -> scenario.memberNames("vision").contains("alice"));
    }
  }

  private static long removals(Scenario scenario) {
    return scenario.sandbox().journal().entries().stream()
        .filter(entry -> entry.operations().contains("scim.groups.patch"))
        .filter(entry -> entry.toString().contains("remove"))
        .count();
  }
}
