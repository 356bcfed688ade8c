package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.loop.world.QuietCluster;
import com.wandb.iam.loop.world.Scenario;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Objects that were stored under another schema and do not match this version. */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class StoredObjectsIT {
  private static final QuietCluster CLUSTER = QuietCluster.shared();
  private static final String CRD = "teams.iam.wandb.com";

  @Test
  void value_of_a_wrong_type_affects_only_its_resource() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var _ = CLUSTER.operator(home)) {
      QuietCluster.serve(scenario, "");
      storeUnder(
          spec ->
              spec.getProperties()
                  .get("membership")
                  .getProperties()
                  .put("minimumAdmins", anything()),
          scenario,
          "membership: {minimumAdmins: {abc: 1}}",
          "abc",
          () -> {});
      var condition = scenario.awaitReason(Team.class, "odd", "Stalled", "Misread");
      assertThat(condition.message()).startsWith("spec.membership.minimumAdmins");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("odd");
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
    }
  }

  /** Without the newer schema, the API server drops the field when it is read. */
  @Test
  void field_of_a_newer_schema_affects_only_its_resource() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var _ = CLUSTER.operator(home)) {
      QuietCluster.serve(scenario, "");
      storeUnder(
          spec -> spec.getProperties().put("future", anything()),
          scenario,
          "suspend: true, future: {later: 1}",
          "later",
          () -> {
            awaitTheSchemaInTheOperatorsWatch(scenario);
            var condition = scenario.awaitReason(Team.class, "odd", "Stalled", "Misread");
            assertThat(condition.message()).startsWith("spec.future");
          });
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
    }
  }

  /** A policy of a newer version must not be read as an absent policy. */
  @Test
  void misread_team_waits_for_abandon_before_its_deletion() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var _ = CLUSTER.operator(home)) {
      QuietCluster.serve(scenario, "");
      scenario.sandbox().world().addTeam("odd");
      storeUnder(
          spec -> spec.getProperties().put("deletionPolicy", anything()),
          scenario,
          "deletionPolicy: Keep",
          "Keep",
          () -> {});
      scenario.awaitReason(Team.class, "odd", "Stalled", "Misread");
      scenario.delete(Team.class, "odd");
      scenario.awaitThat(
          Team.class,
          "odd",
          team ->
              team.getMetadata().getDeletionTimestamp() != null
                  && Scenario.condition(team, "Ready")
                      .filter(ready -> "Misread".equals(ready.reason()))
                      .isPresent());
      scenario.annotate(Team.class, "odd", "iam.wandb.com/abandon", "true");
      scenario.awaitGone(Team.class, "odd");
      assertThat(scenario.sandbox().world().teams()).contains("odd");
    }
  }

  /**
   * Waits until the operator's watch reconnects, because a watch from before the schema change
   * drops the field.
   */
  private static void awaitTheSchemaInTheOperatorsWatch(Scenario scenario) {
    var token = new AtomicInteger();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              scenario.annotate(
                  Team.class, "odd", "iam.wandb.com/reconcile", "t" + token.incrementAndGet());
              return Scenario.condition(scenario.get(Team.class, "odd"), "Stalled").isPresent();
            });
  }

  private interface Loosening {
    void of(JSONSchemaProps spec);
  }

  private static JSONSchemaProps anything() {
    return new JSONSchemaPropsBuilder().withXKubernetesPreserveUnknownFields(true).build();
  }

  /** Stores an object that needs a looser schema, and restores the schema afterwards. */
  private static void storeUnder(
      Loosening loosening, Scenario scenario, String field, String kept, Runnable meanwhile) {
    var crds = scenario.client().apiextensions().v1().customResourceDefinitions();
    var manifest =
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: odd, namespace: %s}
        spec: {serverRef: {name: $SERVER}, %s}
        """
            .formatted(scenario.namespace(), field);
    var original = crds.withName(CRD).get();
    try {
      crds.withName(CRD)
          .edit(
              crd -> {
                loosening.of(
                    crd.getSpec()
                        .getVersions()
                        .getFirst()
                        .getSchema()
                        .getOpenAPIV3Schema()
                        .getProperties()
                        .get("spec"));
                return crd;
              });
      Awaitility.await()
          .ignoreExceptions()
          .until(
              () -> {
                scenario.applyAsIs(manifest);
                return scenario.asStored("odd").contains(kept);
              });
      meanwhile.run();
    } finally {
      crds.withName(CRD)
          .edit(
              crd -> {
                crd.setSpec(original.getSpec());
                return crd;
              });
    }
  }
}
