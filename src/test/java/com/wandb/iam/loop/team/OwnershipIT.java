package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ownership: existing teams, foreign Secrets, forged ids, two claims on one object. */
class OwnershipIT {
  private static final String TRAINER =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer}
      spec: {teamRef: {name: vision}}
      """;

  @Test
  void foreign_secret_is_not_changed_and_no_account_is_created() {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81))) {
      scenario
          .client()
          .resource(
              Scenario.secret(
                  scenario.namespace(), "trainer-wandb", Map.of(), Map.of("mine", "kept")))
          .create();
      scenario.applyTeam();
      scenario.apply(TRAINER);
      var condition =
          scenario.awaitReason(WandbServiceAccount.class, "trainer", "Stalled", "SecretConflict");
      assertThat(condition.message()).contains("spec.secret.name", "trainer-wandb");
      assertThat(scenario.secretValue("trainer-wandb", "mine")).isEqualTo("kept");
      assertThat(scenario.sandbox().world().serviceAccounts("vision"))
          .noneMatch(account -> account.username().equals("trainer"));
    }
  }

  @Test
  void existing_team_is_adopted_only_if_declared_and_allowed() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().world().addTeam("vision");
      scenario.applyTeam();
      var condition = scenario.awaitReason(Team.class, "vision", "Stalled", "Conflict");
      assertThat(condition.message()).contains("spec.adoptionPolicy");

      scenario.apply(adopting());
      var refused = scenario.awaitReason(Team.class, "vision", "Stalled", "NotAllowed");
      assertThat(refused.message()).contains("spec.adoptionPolicy", "tenants");

      scenario.applyServer(
          """
          tenants:
            - name: all
              namespaces: [%s]
              teams: ["*"]
              adopt: true
              roles: ["*"]
              users: ["*"]
          """
              .formatted(scenario.namespace()));
      var adopted = scenario.awaitReady(Team.class, "vision");
      assertThat(adopted.getStatus().adopted()).isTrue();
    }
  }

  private static String adopting() {
    return """
    apiVersion: iam.wandb.com/v1alpha1
    kind: Team
    metadata: {name: vision}
    spec: {serverRef: {name: $SERVER}, adoptionPolicy: IfExists}
    """;
  }

  @Test
  void unproven_id_annotation_does_not_bind_a_team() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      var id = scenario.sandbox().world().addTeam("finance");
      var organization =
          scenario.get(WandbServer.class, scenario.server()).getStatus().organization().id();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata:
            name: finance
            annotations: {iam.wandb.com/id: "%s/%s"}
          spec: {serverRef: {name: $SERVER}}
          """
              .formatted(organization, id));
      scenario.awaitReason(Team.class, "finance", "Stalled", "Conflict");
      assertThat(scenario.get(Team.class, "finance").getStatus().id()).isNull();
    }
  }

  @Test
  void restored_team_binds_again_and_is_not_adopted() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.applyTeam();
      var before = scenario.awaitReady(Team.class, "vision");
      scenario.awaitAnnotation(Team.class, "vision", "iam.wandb.com/id-proof");
      var annotations = scenario.get(Team.class, "vision").getMetadata().getAnnotations();
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(Team.class, "vision");

      var backup = new Team();
      backup.getMetadata().setName("vision");
      backup.getMetadata().setNamespace(scenario.namespace());
      backup.getMetadata().setAnnotations(annotations);
      backup.setSpec(before.getSpec());
      scenario.client().resource(backup).create();
      var after = scenario.awaitReady(Team.class, "vision");
      assertThat(after.getStatus().id()).isEqualTo(before.getStatus().id());
      assertThat(after.getStatus().adopted()).as("the operator created it").isFalse();
    }
  }

  /** Simulates a process that died after it wrote the annotation and before it wrote the status. */
  @Test
  void objects_created_just_before_a_crash_are_not_adopted() {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81))) {
      scenario.applyTeam();
      scenario.apply(TRAINER);
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER}
          spec: {serverRef: {name: $SERVER}, name: janitor, inherits: Viewer, permissions: []}
          """);
      scenario.awaitReady(WandbServiceAccount.class, "trainer");
      scenario.awaitReady(CustomRole.class, scenario.server());
      scenario.awaitReady(Team.class, "vision");

      assertThat(afterLostStatus(scenario, Team.class, "vision", "vision").adopted()).isFalse();
      assertThat(
              afterLostStatus(scenario, CustomRole.class, scenario.server(), "janitor").adopted())
          .isFalse();
      assertThat(
              afterLostStatus(scenario, WandbServiceAccount.class, "trainer", "trainer").adopted())
          .isFalse();
    }
  }

  private static <R extends IamResource<?, T>, T extends ResourceStatus> T afterLostStatus(
      Scenario scenario, Class<R> kind, String resource, String name) {
    scenario.awaitAnnotation(kind, resource, "iam.wandb.com/id-proof");
    scenario
        .client()
        .resource(scenario.get(kind, resource))
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"id": null, "name": null, "adopted": null,
              "pendingCreate": {"name": "%s", "at": "%s"}}}
            """
                .formatted(name, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    scenario.annotate(kind, resource, "iam.wandb.com/reconcile", "after the crash");
    return scenario
        .awaitThat(
            kind,
            resource,
            found -> "after the crash".equals(found.getStatus().handled().get("reconcile")))
        .getStatus();
  }

  @Test
  void second_claim_on_a_team_is_refused_and_then_needs_adoption() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      var elsewhere = KubernetesTestServer.shared().newNamespace("rival");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: ours, namespace: %s}
          spec: {serverRef: {name: $SERVER}, name: vision}
          """
              .formatted(elsewhere));
      var condition = scenario.awaitReason(Team.class, elsewhere, "ours", "Accepted", "Conflict");
      assertThat(condition.message())
          .contains("in another namespace")
          .doesNotContain(scenario.namespace());
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(Team.class, "vision");
      var next = scenario.awaitReason(Team.class, elsewhere, "ours", "Stalled", "Conflict");
      assertThat(next.message()).contains("spec.adoptionPolicy");
    }
  }

  @Test
  void operator_identity_is_not_demoted() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      var world = scenario.sandbox().world();
      world.addUser("boss", "boss@example.com");
      scenario.credential(world.issueKeyInApp(scenario.userId("admin"), "the operator's"));
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: WandbServer
          metadata: {name: $SERVER}
          spec:
            url: $URL
            credentials: {secretRef: {name: $SERVER}, username: admin}
            sync: {interval: 10s}
          """);
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      world.addMember("vision", scenario.userId("boss"), "admin");
      if (scenario.roleOf("vision", "admin").equals("none")) {
        world.addMember("vision", scenario.userId("admin"), "admin");
      } else {
        world.setRole("vision", scenario.userId("admin"), "admin");
      }
      scenario.sync();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: admin}
          spec: {teamRef: {name: vision}, user: {username: admin}, role: Viewer}
          """);
      var told = scenario.awaitReason(TeamMembership.class, "admin", "Stalled", "LastAdmin");
      assertThat(told.message()).contains("own-identity");
      assertThat(scenario.roleOf("vision", "admin")).isEqualTo("admin");
    }
  }

  @Test
  void existing_member_is_adopted_only_with_if_exists() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      var world = scenario.sandbox().world();
      var alice = world.addUser("alice", "alice@example.com");
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      world.addMember("vision", alice, "viewer");
      scenario.requestSync("alice");
      var membership =
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: alice}
          spec:
            teamRef: {name: vision}
            user: {username: alice}
            role: Admin
            adoptionPolicy: %s
          """;
      scenario.apply(membership.formatted("Never"));
      var conflict = scenario.awaitReason(TeamMembership.class, "alice", "Synced", "Conflict");
      assertThat(conflict.message()).contains("alice", "spec.adoptionPolicy");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("viewer");

      scenario.apply(membership.formatted("IfExists"));
      var ready = scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
      assertThat(ready.getStatus().users().getFirst().adopted()).isTrue();
    }
  }
}
