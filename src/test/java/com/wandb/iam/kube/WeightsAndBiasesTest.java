package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsAndBiasesTest {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static Optional<String> unready(String version, String status) {
    return WeightsAndBiases.unready(
        SERIALIZATION.unmarshal(
            """
            apiVersion: apps.wandb.com/%s
            kind: WeightsAndBiases
            metadata: {name: wandb, namespace: wandb, generation: 3}
            status: %s
            """
                .formatted(version, status),
            GenericKubernetesResource.class));
  }

  @Test
  void first_version_is_read_from_its_phase() {
    assertThat(unready("v1", "{phase: Completed}")).isEmpty();
    assertThat(unready("v1", "{}")).contains("has no phase yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Loading", "Applying", "Invalid Config"})
  void other_phases_are_not_ready(String phase) {
    assertThat(unready("v1", "{phase: " + phase + "}")).contains("is in phase " + phase);
  }

  @Test
  void second_version_is_read_from_its_condition() {
    assertThat(
            unready(
                "v2",
                "{observedGeneration: 3, ready: true, conditions: [{type: Ready, status:"
                    + " 'True'}]}"))
        .isEmpty();
    assertThat(
            unready(
                "v2",
                "{observedGeneration: 3, conditions: [{type: Ready, status: 'False',"
                    + " message: 'infrastructure: mysql/default'}]}"))
        .contains("is not ready: infrastructure: mysql/default");
  }

  @ParameterizedTest
  @CsvSource({
    "'',is not ready",
    "', message: null',is not ready",
    "', message: It waits.',is not ready: It waits"
  })
  void message_of_the_condition_can_be_missing(String field, String why) {
    assertThat(
            unready(
                "v2",
                "{observedGeneration: 3, conditions: [{type: Ready, status: 'False'%s}]}"
                    .formatted(field)))
        .hasValue(why);
  }

  @Test
  void an_early_second_version_has_no_conditions() {
    assertThat(unready("v2", "{observedGeneration: 3, ready: true}")).isEmpty();
    assertThat(unready("v2", "{observedGeneration: 3, ready: false}")).contains("is not ready");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Running", "Failed"})
  void migration_takes_precedence_over_readiness(String phase) {
    assertThat(
            unready(
                "v2",
                "{observedGeneration: 3, ready: true, wandb: {migration: {phase: " + phase + "}}}"))
        .contains("has a migration in phase " + phase);
    assertThat(
            unready(
                "v2",
                "{observedGeneration: 3, ready: true, wandb: {migration: {phase: Succeeded}}}"))
        .isEmpty();
  }

  @Test
  void status_of_an_older_generation_is_ignored() {
    assertThat(unready("v2", "{observedGeneration: 2, ready: true}"))
        .contains("was changed, and W&B's operator has not reconciled the change yet");
    assertThat(unready("v2", "{}")).contains("was not reconciled by W&B's operator yet");
  }

  @Test
  void object_being_deleted_is_not_ready() {
    var going =
        SERIALIZATION.unmarshal(
            """
            apiVersion: apps.wandb.com/v1
            kind: WeightsAndBiases
            metadata: {name: wandb, deletionTimestamp: "2026-01-01T00:00:00Z"}
            status: {phase: Completed}
            """,
            GenericKubernetesResource.class);
    assertThat(WeightsAndBiases.unready(going)).contains("is being deleted");
  }
}
