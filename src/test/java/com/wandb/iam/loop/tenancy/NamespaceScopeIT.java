package com.wandb.iam.loop.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.QuietCluster;
import com.wandb.iam.loop.world.Trainer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Limits of an operator that watches only some namespaces. */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class NamespaceScopeIT {
  private static final QuietCluster CLUSTER = QuietCluster.shared();

  private static void accept(String namespace, String from) {
    CLUSTER
        .client()
        .namespaces()
        .withName(namespace)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"iam.wandb.com/accept-secrets-from\":\"%s\"}}}"
                .formatted(from));
  }

  private static boolean hasCopy(String namespace) {
    return CLUSTER.client().secrets().inNamespace(namespace).withName(Trainer.SECRET).get() != null;
  }

  @Test
  void key_is_not_delivered_to_an_unwatched_namespace() {
    var home = CLUSTER.newNamespace("ml");
    var near = CLUSTER.newNamespace("near");
    var beyond = CLUSTER.newNamespace("beyond");
    accept(near, home);
    accept(beyond, home);
    try (var scenario = CLUSTER.scenario(home);
        var operator = CLUSTER.operator(home, near)) {
      QuietCluster.serve(scenario, "");
      var trainer = new Trainer(scenario);
      scenario.applyTeam();
      trainer.apply("secret: {deliverTo: [%s, %s]}".formatted(beyond, near));
      assertThat(trainer.awaitReason("Ready", "NamespaceNotWatched"))
          .contains("does not watch namespace " + beyond)
          .contains("watchNamespaces")
          .doesNotContain("accept-secrets-from");
      assertThat(hasCopy(near)).isTrue();
      assertThat(hasCopy(beyond)).isFalse();
      assertThat(trainer.resource().getStatus().deliveredTo()).containsExactly(near);
    }
  }

  @Test
  void copy_in_an_unwatched_namespace_is_reported_and_keeps_its_key() {
    var home = CLUSTER.newNamespace("ml");
    var beyond = CLUSTER.newNamespace("beyond");
    accept(beyond, home);
    try (var scenario = CLUSTER.scenario(home)) {
      var trainer = new Trainer(scenario);
      var deliver = "secret: {deliverTo: [" + beyond + "]}";
      try (var operator = CLUSTER.operator(home, beyond)) {
        QuietCluster.serve(scenario, "");
        scenario.applyTeam();
        trainer.apply(deliver);
        trainer.awaitReady();
        assertThat(hasCopy(beyond)).isTrue();
      }
      var rotation = "apiKey: {rotation: {every: 720h, overlap: 1s}}\n";
      try (var operator = CLUSTER.operator(home)) {
        trainer.apply(rotation + deliver);
        trainer.awaitReason("Ready", "NamespaceNotWatched");
        trainer.order("iam.wandb.com/rotate", "now");
        scenario.awaitThat(
            WandbServiceAccount.class,
            "trainer",
            account ->
                account
                    .getStatus()
                    .warnings()
                    .toString()
                    .contains("the pods of namespace " + beyond));
        assertThat(trainer.live()).hasSize(2);
        assertThat(trainer.resource().getStatus().deliveredTo()).containsExactly(beyond);

        trainer.apply(rotation);
        trainer.awaitReady();
        scenario.awaitTrue(() -> trainer.live().size() == 1);
        assertThat(trainer.resource().getStatus().deliveredTo()).isEmpty();
        assertThat(scenario.events("trainer", "CopyLeft"))
            .anyMatch(note -> note.contains(beyond) && note.contains("manually"));
        assertThat(hasCopy(beyond)).isTrue();
      }
    }
  }

  @Test
  void unwatched_tenant_namespaces_are_reported() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var operator = CLUSTER.operator(home)) {
      QuietCluster.serve(
          scenario,
          "tenants: [{name: all, namespaces: [%s, nobody], teams: ['*']}]".formatted(home));
      assertThat(scenario.get(WandbServer.class, scenario.server()).getStatus().warnings())
          .singleElement()
          .asString()
          .contains("does not watch namespace nobody");
    }
  }

  @Test
  void server_without_operator_namespace_gets_no_requests() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var operator = CLUSTER.operator(home)) {
      scenario.applyServer("");
      assertThat(
              scenario
                  .awaitReason(WandbServer.class, scenario.server(), "Accepted", "OtherOperator")
                  .message())
          .contains("spec.operatorNamespace");
      assertThat(scenario.sandbox().journal().since(0)).isEmpty();
      QuietCluster.serve(scenario, "");
    }
  }

  @Test
  void role_held_by_members_of_other_teams_is_not_deleted() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var operator = CLUSTER.operator(home)) {
      QuietCluster.serve(scenario, "");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER-held}
          spec: {serverRef: {name: $SERVER}, inherits: Member, permissions: ['run:stop']}
          """);
      var role = scenario.server() + "-held";
      scenario.awaitReady(CustomRole.class, role);
      var world = scenario.sandbox().world();
      world.addTeam("beyond");
      world.addMember("beyond", scenario.userId("alice"), "member");
      world.setRole("beyond", scenario.userId("alice"), role);
      scenario.sync();
      scenario.delete(CustomRole.class, role);
      assertThat(scenario.awaitReason(CustomRole.class, role, "Ready", "InUse").message())
          .contains("Users on the W&B server have the role");
      world.setRole("beyond", scenario.userId("alice"), "member");
      scenario.sync();
      scenario.awaitGone(CustomRole.class, role);
    }
  }
}
