package com.wandb.iam.crd;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.cluster.KubernetesTestServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests of users, sent to a real API server that refuses unknown fields. */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class ManifestsIT {
  private static final KubernetesClient CLIENT = KubernetesTestServer.quiet().client();
  private static ScratchNamespace namespace;

  @BeforeAll
  static void install() {
    namespace = ScratchNamespace.withCrds(CLIENT);
  }

  @AfterAll
  static void clean() {
    namespace.close();
  }

  static List<String> manifests() {
    return ResourcesAsFilesTest.manifests();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_is_accepted_with_an_unreconciled_status(String manifest) {
    var created = namespace.create(manifest);
    assertThat(created.<Object>get("status")).isEqualTo(Map.of("observedGeneration", -1));
    namespace.delete(created);
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_equals_the_object_on_the_server(String manifest) {
    var created = namespace.create(manifest);
    var type = ResourcesAsFilesTest.KINDS.get(created.getKind());
    var serialization = CLIENT.getKubernetesSerialization();
    assertThat(serialization.convertValue(created, type).getSpec())
        .isEqualTo(serialization.unmarshal(manifest, type).getSpec());
    namespace.delete(created);
  }

  /**
   * Before the first reconciliation, the server writes once more: it stores the default status,
   * which it only returned before.
   */
  @ParameterizedTest
  @MethodSource("manifests")
  void second_apply_changes_nothing(String manifest) {
    var created = apply(namespace.read(manifest));
    created.setAdditionalProperty("status", Map.of("observedGeneration", 1));
    var looked = CLIENT.resource(created).updateStatus();
    var again = apply(namespace.read(manifest));
    assertThat(again.getMetadata()).isEqualTo(looked.getMetadata());
    assertThat(again.<Object>get("spec")).isEqualTo(created.get("spec"));
    namespace.delete(again);
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void initial_status_is_accepted(String manifest) {
    var shown =
        CLIENT.getKubernetesSerialization().unmarshal(manifest, JsonNode.class).get("status");
    var created = namespace.create(manifest);
    if (shown != null) {
      created.setAdditionalProperty(
          "status", CLIENT.getKubernetesSerialization().convertValue(shown, Map.class));
      var patched = CLIENT.resource(created).fieldValidation(Validation.STRICT).updateStatus();
      assertThat(
              CLIENT
                  .getKubernetesSerialization()
                  .convertValue(patched.get("status"), JsonNode.class))
          .isEqualTo(shown);
    }
    namespace.delete(created);
  }

  /**
   * The server aborts a rule that costs too much and refuses the object. The limit of the duplicate
   * rule is 100, the limit of the list is 200.
   */
  @ParameterizedTest
  @ValueSource(ints = {100, 200})
  void many_long_emails_stay_within_the_cel_cost_limit(int count) {
    var people =
        IntStream.range(0, count)
            .mapToObj(i -> "{email: " + "x".repeat(230) + i + "@example.com}")
            .collect(joining(", ", "[", "]"));
    var membership =
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: everybody, namespace: any}
        spec: {teamRef: {name: vision}, role: Viewer, users: %s}
        """;
    namespace.delete(namespace.create(membership.formatted(people)));
  }

  @Test
  void the_definitions_are_established_and_structural() {
    for (CustomResourceDefinition crd : CrdFiles.crds()) {
      var conditions = CLIENT.resource(crd).get().getStatus().getConditions();
      assertThat(conditions)
          .anyMatch(
              condition ->
                  condition.getType().equals("Established")
                      && condition.getStatus().equals("True"));
      assertThat(conditions)
          .noneMatch(condition -> condition.getType().equals("NonStructuralSchema"));
    }
  }

  private static GenericKubernetesResource apply(GenericKubernetesResource resource) {
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("a-user")
            .withForce(true)
            .build();
    return CLIENT.resource(resource).patch(context);
  }
}
