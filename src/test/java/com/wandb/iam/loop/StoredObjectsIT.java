package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.sandbox.SandboxOptions;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Objects in the cluster that do not fit this version: stored under another schema. */
class StoredObjectsIT {
  private static final String CRD = "teams.iam.wandb.com";

  @Test
  void a_value_of_a_wrong_type_is_rejected_and_stops_nobody_else() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      storeUnder(
          spec ->
              spec.getProperties()
                  .get("membership")
                  .getProperties()
                  .put("minimumAdmins", anything()),
          scenario,
          "membership: {minimumAdmins: {abc: 1}}",
          "abc");
      var condition = scenario.awaitReason(Team.class, "odd", "Stalled", "Misread");
      assertThat(condition.message()).startsWith("spec.membership.minimumAdmins");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("odd");
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
    }
  }

  @Test
  void a_field_of_a_newer_version_is_rejected_and_stops_nobody_else() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      storeUnder(
          spec -> spec.getProperties().put("future", anything()),
          scenario,
          "future: {later: 1}",
          "later");
      var condition = scenario.awaitReason(Team.class, "odd", "Stalled", "Misread");
      assertThat(condition.message()).startsWith("spec.future");
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
    }
  }

  private interface Loosening {
    void of(JSONSchemaProps spec);
  }

  private static JSONSchemaProps anything() {
    return new JSONSchemaPropsBuilder().withXKubernetesPreserveUnknownFields(true).build();
  }

  /** Loosens the schema, stores an object that needs that, and waits with the loose schema on. */
  private static void storeUnder(
      Loosening loosening, Scenario scenario, String field, String kept) {
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
