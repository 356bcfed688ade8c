package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills of the operator during its work. The operator creates nothing twice. */
@OnCrashSite
class CrashIT {
  private static final String MANIFESTS =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: WandbServer
      metadata: {name: default}
      spec:
        url: $URL
        credentials: {secretRef: {name: wandb-admin}}
        limits: {timeout: 60s}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision, namespace: default}
      spec: {}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer, namespace: default}
      spec: {teamRef: {name: vision}}
      """;

  @ParameterizedTest
  @CsvSource({
    "V0_78, graphql.createServiceAccount",
    "V0_81, graphql.createServiceAccount",
    "V0_84, scim.users.create"
  })
  void crash_before_recording_an_account_creates_no_second_one(
      SandboxVersion version, String making) {
    try (var crash = site(version)) {
      crash.stallAnswersTo(making);
      crash.runUntil(() -> accounts(crash.sandbox()).size() == 1);
      var left = account(crash.client());
      assertThat(left.getMetadata().getFinalizers()).contains("iam.wandb.com/serviceaccount");
      assertThat(left.getStatus().id()).isNull();
      assertThat(left.getStatus().pendingCreate().name()).isEqualTo("trainer");

      crash.runUntil(() -> account(crash.client()).getStatus().id() != null);
      assertThat(accounts(crash.sandbox()))
          .extracting(SandboxWorld.User::id)
          .containsExactly(account(crash.client()).getStatus().id());
      assertThat(account(crash.client()).getStatus().adopted()).isFalse();
    }
  }

  @Test
  void crash_before_recording_a_team_keeps_its_ownership() {
    try (var crash = site(SandboxVersion.V0_83)) {
      crash.stallAnswersTo("scim.groups.create");
      crash.runUntil(() -> crash.sandbox().world().teams().contains("vision"));
      var left = crash.team();
      assertThat(left.getMetadata().getFinalizers()).contains("iam.wandb.com/team");
      assertThat(left.getStatus().id()).isNull();
      assertThat(left.getStatus().pendingCreate().name()).isEqualTo("vision");

      crash.runUntil(() -> CrashSite.isReady(account(crash.client())));
      assertThat(crash.team().getStatus().adopted()).isFalse();
      assertThat(crash.sandbox().world().teams()).containsOnlyOnce("vision");
    }
  }

  @Test
  void expired_access_ends_after_a_crash() {
    try (var crash = site(SandboxVersion.V0_83)) {
      crash.sandbox().world().addUser("alice", "alice@example.com");
      applyUntil(crash.client(), Instant.now().plus(Duration.ofHours(1)));
      crash.runUntil(() -> members(crash.sandbox()).contains("alice"));
      applyUntil(crash.client(), Instant.now().plusSeconds(5));
      crash.runUntil(() -> !members(crash.sandbox()).contains("alice"));
    }
  }

  @Test
  void held_removals_stay_held_after_a_crash() {
    try (var crash = site(SandboxVersion.V0_83)) {
      var names = List.of("boss", "alice", "bob", "carol", "dave", "erin");
      names.forEach(name -> crash.sandbox().world().addUser(name, name + "@example.com"));
      names.forEach(
          name -> declare(crash.client(), name, name.equals("boss") ? "Admin" : "Member"));
      crash.runUntil(
          () ->
              names.stream().allMatch(name -> CrashSite.isReady(membership(crash.client(), name))));
      names.stream()
          .filter(name -> !name.equals("erin"))
          .forEach(name -> delete(crash.client(), name));
      crash.runUntil(() -> isHeld(crash, 1));
      assertThat(people(crash.sandbox(), names)).hasSize(3).contains("boss", "erin");

      delete(crash.client(), "erin");
      crash.runUntil(() -> isHeld(crash, 2));
      assertThat(people(crash.sandbox(), names)).hasSize(3);

      crash
          .client()
          .resource(crash.team())
          .edit(
              team -> {
                team.getMetadata()
                    .setAnnotations(
                        Map.of("iam.wandb.com/approve-plan", team.getStatus().plan().hash()));
                return team;
              });
      crash.runUntil(() -> people(crash.sandbox(), names).equals(List.of("boss")));
    }
  }

  private static void declare(KubernetesClient client, String user, String role) {
    client
        .resource(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: TeamMembership
            metadata: {name: %1$s, namespace: default}
            spec: {teamRef: {name: vision}, user: {username: %1$s}, role: %2$s}
            """
                .formatted(user, role))
        .create();
  }

  private static List<String> people(Sandbox sandbox, List<String> names) {
    return members(sandbox).stream().filter(names::contains).toList();
  }

  private static boolean isHeld(CrashSite crash, int steps) {
    var plan = crash.team().getStatus().plan();
    return plan != null && Boolean.TRUE.equals(plan.held()) && plan.total() == steps;
  }

  private static void applyUntil(KubernetesClient client, Instant end) {
    client
        .resource(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: TeamMembership
            metadata: {name: alice, namespace: default}
            spec:
              teamRef: {name: vision}
              user: {username: alice}
              role: Member
              expiresAt: "%s"
            """
                .formatted(end.truncatedTo(ChronoUnit.SECONDS)))
        .forceConflicts()
        .serverSideApply();
  }

  private static List<String> members(Sandbox sandbox) {
    return sandbox.world().teams().contains("vision")
        ? sandbox.world().members("vision").stream().map(SandboxWorld.Member::name).toList()
        : List.of();
  }

  private static CrashSite site(SandboxVersion version) {
    var site = new CrashSite(version);
    site.create(MANIFESTS);
    return site;
  }

  private static List<SandboxWorld.User> accounts(Sandbox sandbox) {
    return sandbox.world().teams().contains("vision")
        ? sandbox.world().serviceAccounts("vision").stream()
            .filter(account -> account.username().equals("trainer"))
            .toList()
        : List.of();
  }

  private static WandbServiceAccount account(KubernetesClient client) {
    return client
        .resources(WandbServiceAccount.class)
        .inNamespace("default")
        .withName("trainer")
        .require();
  }

  private static TeamMembership membership(KubernetesClient client, String name) {
    return client.resources(TeamMembership.class).inNamespace("default").withName(name).get();
  }

  private static void delete(KubernetesClient client, String name) {
    client.resource(membership(client, name)).delete();
  }
}
