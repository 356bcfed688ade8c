package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KstatusJudge;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Checks that resources in sync stay unchanged, that drift is corrected, and that status is true.
 */
class SteadyStateIT {
  private static final String ALL =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision}
      spec: {serverRef: {name: $SERVER}, membership: {maxRemovals: 100}}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: alice}
      spec:
        teamRef: {name: vision}
        user: {email: alice@example.com}
        role: Admin
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: bob}
      spec:
        teamRef: {name: vision}
        user: {email: bob@example.com}
        role: Viewer
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer}
      spec: {teamRef: {name: vision}}
      """;

  static Scenario settled(SandboxVersion version) {
    var scenario = Scenario.ready(SandboxOptions.defaults().withVersion(version));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    settle(scenario, version);
    return scenario;
  }

  /** Applies a resource of each kind in a scenario with alice, and waits until all are in sync. */
  static void settle(Scenario scenario, SandboxVersion version) {
    scenario.sandbox().world().addUser("bob", "bob@example.com");
    scenario.requestSync("people");
    scenario.apply(ALL);
    scenario.awaitReady(Team.class, "vision");
    scenario.awaitReady(TeamMembership.class, "alice");
    scenario.awaitReady(TeamMembership.class, "bob");
    if (version != SandboxVersion.V0_84) {
      scenario.awaitReady(WandbServiceAccount.class, "trainer");
    }
    scenario.awaitThat(Team.class, "vision", SteadyStateIT::countsEverybody);
    scenario.awaitThat(
        WandbServer.class, scenario.server(), server -> server.getStatus().counts().teams() == 1);
  }

  /**
   * Changes by the operator itself appear in the counts without another sync. Its own account, an
   * organization service account, is in every team.
   */
  private static boolean countsEverybody(Team team) {
    var members = team.getStatus().members();
    return members != null
        && members.admins() == 1
        && members.viewers() == 1
        && members.members() == 0
        && members.serviceAccounts() == 2;
  }

  @Test
  void the_same_manifests_applied_again_change_nothing() {
    try (var scenario = settled(SandboxVersion.V0_81)) {
      scenario.apply(ALL);
      scenario.sync();
      int server = scenario.serverWrites();
      var before = versions(scenario);
      scenario.apply(ALL);
      scenario.sync();
      assertThat(versions(scenario)).isEqualTo(before);
      assertThat(scenario.serverWrites()).isEqualTo(server);
    }
  }

  private static List<String> versions(Scenario scenario) {
    return List.<HasMetadata>of(
            scenario.get(Team.class, "vision"),
            scenario.get(TeamMembership.class, "alice"),
            scenario.get(TeamMembership.class, "bob"),
            scenario.get(WandbServiceAccount.class, "trainer"))
        .stream()
        .map(resource -> resource.getMetadata().getResourceVersion())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void role_changed_in_the_app_is_corrected_at_the_next_sync(SandboxVersion version) {
    try (var scenario = settled(version)) {
      var bob = scenario.userId("bob");
      scenario.sandbox().world().setRole("vision", bob, "member");
      scenario.requestSync("drift");
      Awaitility.await().until(() -> scenario.roleOf("vision", "bob").equals("viewer"));
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TEAM_ROLES_REPLACE_ALL",
        "LISTS_WITHOUT_TEAM_ROLES",
        "LISTS_WITHOUT_SERVICE_ACCOUNTS"
      })
  void roles_in_other_teams_stay_under_any_patch_semantics(SandboxSwitch meaning) {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81))) {
      var world = scenario.sandbox().world();
      scenario.sandbox().switches().set(meaning, true);
      world.addUser("alice", "alice@example.com");
      var bob = world.addUser("bob", "bob@example.com");
      world.addTeam("speech");
      world.addMember("speech", bob, "admin");
      scenario.requestSync("people");
      scenario.apply(ALL);
      scenario.awaitReady(TeamMembership.class, "bob");
      scenario.awaitReady(WandbServiceAccount.class, "trainer");
      assertThat(scenario.roleOf("vision", "bob")).isEqualTo("viewer");
      assertThat(scenario.roleOf("speech", "bob")).isEqualTo("admin");
      scenario.sync();
      assertThat(scenario.roleOf("speech", "bob")).isEqualTo("admin");
    }
  }

  @Test
  void ready_is_never_true_for_an_unobserved_generation() {
    try (var scenario = settled(SandboxVersion.V0_81)) {
      var lies = new CopyOnWriteArrayList<String>();
      var watch =
          scenario
              .client()
              .resources(TeamMembership.class)
              .inNamespace(scenario.namespace())
              .withName("bob")
              .watch(new LieDetector(scenario, lies));
      for (int i = 0; i < 10; i++) {
        var role = i % 2 == 0 ? "Member" : "Viewer";
        scenario.apply(ALL.replace("role: Viewer", "role: " + role));
        scenario.awaitReady(TeamMembership.class, "bob");
      }
      watch.close();
      assertThat(lies).isEmpty();
    }
  }

  /**
   * Records every event in which Ready is true for the current generation and the server has
   * another role.
   */
  private record LieDetector(Scenario scenario, List<String> lies)
      implements Watcher<TeamMembership> {
    @Override
    public void eventReceived(Action action, TeamMembership membership) {
      var current = membership.getMetadata().getGeneration();
      boolean saysReady =
          current.equals(membership.getStatus().observedGeneration())
              && Scenario.condition(membership, "Ready")
                  .filter(condition -> "True".equals(condition.status()))
                  .isPresent();
      var stillCurrent =
          scenario.get(TeamMembership.class, "bob").getMetadata().getGeneration().equals(current);
      var declared = membership.getSpec().role().toLowerCase(java.util.Locale.ROOT);
      if (saysReady && stillCurrent && !scenario.roleOf("vision", "bob").equals(declared)) {
        lies.add("generation " + current + " is not " + declared);
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      lies.add("the watch broke: " + cause.getMessage());
    }
  }

  @Test
  void kstatus_verdicts_match_the_conditions() {
    try (var scenario = settled(SandboxVersion.V0_81)) {
      assertThat(kstatus(scenario.get(Team.class, "vision"))).isEqualTo("Current");
      assertThat(kstatus(scenario.get(WandbServiceAccount.class, "trainer"))).isEqualTo("Current");
      scenario.sandbox().world().addTeam("taken");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: taken}
          spec: {serverRef: {name: $SERVER}}
          ---
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: lonely}
          spec: {serverRef: {name: nobody}}
          """);
      scenario.awaitReason(Team.class, "taken", "Stalled", "Conflict");
      assertThat(kstatus(scenario.get(Team.class, "taken"))).isEqualTo("Failed");
      scenario.awaitReason(Team.class, "lonely", "Ready", "ServerNotFound");
      assertThat(kstatus(scenario.get(Team.class, "lonely"))).isEqualTo("InProgress");
    }
  }

  private static String kstatus(HasMetadata resource) {
    return KstatusJudge.judge(Serialization.asJson(resource)).status();
  }
}
