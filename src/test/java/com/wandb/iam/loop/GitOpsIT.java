package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.ArgoHealthJudge;
import com.wandb.iam.cluster.KstatusJudge;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Verdicts of Argo CD (with the check of the examples) and of Flux (with kstatus) on real
 * resources.
 */
class GitOpsIT {
  private static final Path CHECKS = Path.of("examples", "gitops", "argocd", "argocd-cm.yaml");
  private static final String KEY = "resource.customizations.health.iam.wandb.com_";
  private static final String ALL =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: CustomRole
      metadata: {name: $SERVER}
      spec: {serverRef: {name: $SERVER}, inherits: Viewer, permissions: ['run:stop']}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision}
      spec: {serverRef: {name: $SERVER}}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: alice}
      spec: {teamRef: {name: vision}, user: {username: alice}, role: Admin}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer}
      spec: {teamRef: {name: vision}}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: StorageConnector
      metadata: {name: on-prem}
      spec:
        serverRef: {name: $SERVER}
        provider: AWS
        bucket: acme-$NAMESPACE
        region: eu-central-1
        preflight: Disabled
      """;

  private static Map<String, String> checks;

  @BeforeAll
  static void read() throws IOException {
    Machine.needs(KstatusJudge.available(), "Go to build the judges");
    checks =
        Serialization.unmarshal(Files.readString(CHECKS), ConfigMap.class)
            .getData()
            .entrySet()
            .stream()
            .collect(Collectors.toMap(one -> one.getKey().replace(KEY, ""), Map.Entry::getValue));
  }

  private static Scenario scenario() {
    var scenario = Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.applyServer(
        "tenants: [{name: all, namespaces: [%s], teams: ['*'], roles: ['*'], users: ['*'],"
                .formatted(scenario.namespace())
            + " storage: {buckets: ['*'], serverIdentity: true}}]\n"
            + "bucketBindings: {secretRef: {namespace: %s, name: file-stores}, quietPeriod: 0s}"
                .formatted(scenario.namespace()));
    return scenario;
  }

  /** Returns both verdicts on one state, that of Argo CD first. */
  private static List<String> verdicts(HasMetadata resource) {
    var json = Serialization.asJson(resource);
    return List.of(
        new ArgoHealthJudge(checks.get(resource.getKind())).judge(json).status(),
        KstatusJudge.judge(json).status());
  }

  @Test
  void each_kind_has_exactly_one_health_check() {
    assertThat(checks.keySet())
        .isEqualTo(IamKinds.ALL.stream().map(HasMetadata::getKind).collect(Collectors.toSet()));
  }

  @Test
  void ready_resources_are_healthy() {
    try (var scenario = scenario()) {
      scenario.apply(ALL.replace("$NAMESPACE", scenario.namespace()));
      List.of(
              scenario.awaitReady(WandbServer.class, scenario.server()),
              scenario.awaitReady(CustomRole.class, scenario.server()),
              scenario.awaitReady(Team.class, "vision"),
              scenario.awaitReady(TeamMembership.class, "alice"),
              scenario.awaitReady(WandbServiceAccount.class, "trainer"),
              scenario.awaitReady(StorageConnector.class, "on-prem"))
          .forEach(
              one ->
                  assertThat(verdicts(one))
                      .as(one.getKind())
                      .containsExactly("Healthy", "Current"));
    }
  }

  @Test
  void waiting_membership_is_progressing() {
    try (var scenario = scenario()) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: early}
          spec: {teamRef: {name: later}, user: {username: alice}, role: Admin}
          """);
      scenario.awaitReason(TeamMembership.class, "early", "Ready", "TeamNotFound");
      var early = scenario.get(TeamMembership.class, "early");
      assertThat(verdicts(early)).containsExactly("Progressing", "InProgress");
      assertThat(argo(early)).startsWith("TeamNotFound: ").contains("later");
      early.setStatus(null);
      assertThat(verdicts(early).getFirst()).as("not reconciled yet").isEqualTo("Progressing");
    }
  }

  @Test
  void unobserved_generation_is_progressing() {
    try (var scenario = scenario()) {
      scenario.applyTeam();
      var seen = scenario.awaitReady(Team.class, "vision");
      seen.getMetadata().setGeneration(seen.getMetadata().getGeneration() + 1);
      assertThat(verdicts(seen)).containsExactly("Progressing", "InProgress");
    }
  }

  @Test
  void stalled_team_is_degraded() {
    try (var scenario = scenario()) {
      scenario.sandbox().world().addTeam("taken");
      scenario.applyTeam("taken");
      scenario.awaitReason(Team.class, "taken", "Stalled", "Conflict");
      var taken = scenario.get(Team.class, "taken");
      assertThat(verdicts(taken)).containsExactly("Degraded", "Failed");
      assertThat(argo(taken)).startsWith("Conflict: ").contains("adoptionPolicy");
    }
  }

  @Test
  void suspended_team_is_suspended_and_deletion_is_progressing() {
    try (var scenario = scenario()) {
      scenario.apply(ALL.replace("$NAMESPACE", scenario.namespace()));
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: rests}
          spec: {serverRef: {name: $SERVER}, suspend: true}
          """);
      scenario.awaitReason(Team.class, "rests", "Ready", "Suspended");
      assertThat(verdicts(scenario.get(Team.class, "rests")))
          .as("kstatus has no such state")
          .containsExactly("Suspended", "InProgress");

      scenario.delete(TeamMembership.class, "alice");
      scenario.awaitReason(TeamMembership.class, "alice", "Stalled", "LastAdmin");
      var going = scenario.get(TeamMembership.class, "alice");
      assertThat(verdicts(going)).containsExactly("Progressing", "Terminating");
      assertThat(argo(going)).startsWith("LastAdmin: ");
    }
  }

  private static String argo(HasMetadata resource) {
    return new ArgoHealthJudge(checks.get(resource.getKind()))
        .judge(Serialization.asJson(resource))
        .message();
  }
}
