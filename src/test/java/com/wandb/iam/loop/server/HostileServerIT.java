package com.wandb.iam.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** Names of users and organizations that a server chooses, in texts of the operator. */
class HostileServerIT {
  private static final String ODD = "evil\u001b[2J\r\n\u202e" + "x".repeat(5_000);

  @Test
  void organization_name_is_shown_in_printable_form() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      scenario.sandbox().changeOrganization("T3JnOjk=", ODD);
      scenario.credential(scenario.sandbox().adminKey());
      scenario.applyServer("");
      var ready = scenario.awaitReady(WandbServer.class, scenario.server());
      assertThat(ready.getStatus().organization().id()).isEqualTo("T3JnOjk=");
      assertThat(ready.getStatus().organization().name())
          .startsWith("evil")
          .hasSizeLessThan(256)
          .doesNotContainPattern("\\p{C}");
    }
  }

  @Test
  void overlong_id_is_reported_and_causes_no_writes() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      scenario.sandbox().changeOrganization("i".repeat(300), "acme");
      scenario.credential(scenario.sandbox().adminKey());
      scenario.applyServer("");
      var told =
          scenario.awaitThat(
              WandbServer.class,
              scenario.server(),
              server ->
                  server.getStatus().conditions().stream()
                      .anyMatch(
                          condition ->
                              String.valueOf(condition.message())
                                  .contains("an id has more than 256 characters")));
      assertThat(told.getStatus().organization()).isNull();
      assertThat(scenario.serverWrites()).isZero();
    }
  }

  /** A user may choose any name on the server. The name must not block the status of a Team. */
  @Test
  void user_of_any_name_is_shown_in_a_plan() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      var world = scenario.sandbox().world();
      world.addTeam("vision");
      world.addMember("vision", world.addUser("boss", "boss@example.com"), "admin");
      var eve = world.addUser("eve", "eve@example.com");
      world.addMember("vision", eve, "member");
      world.changeEmail(eve, "evil\u001b[2J\0\u202e" + "x".repeat(5_000) + "@example.com");
      scenario.applyServer(
          """
          tenants:
            - {name: all, namespaces: [%s], teams: ["*"], adopt: true, roles: ["*"], users: ["*"]}
          """
              .formatted(scenario.namespace()));
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.sync();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec:
            serverRef: {name: $SERVER}
            adoptionPolicy: IfExists
            managementPolicy: Observe
            membership: {mode: Authoritative, maxRemovals: 100%}
          """);
      var team =
          scenario.awaitThat(
              Team.class,
              "vision",
              found ->
                  found.getStatus().plan() != null
                      && found.getStatus().plan().steps().stream()
                          .anyMatch(step -> step.contains("evil")));
      assertThat(team.getStatus().plan().steps())
          .allSatisfy(
              step -> assertThat(step).hasSizeLessThan(400).doesNotContainPattern("\\p{C}"));
      assertThat(scenario.events().map(event -> event.getNote()))
          .allSatisfy(note -> assertThat(note).doesNotContainPattern("[\\p{C}&&[^\n\t]]"));
      assertThat(Serialization.asYaml(team.getStatus())).doesNotContain("\\u202e", "\u202e");
    }
  }
}
