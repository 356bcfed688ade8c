package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class LenientSerializationTest {
  private static final KubernetesSerialization SERIALIZATION = LenientSerialization.create();

  private static Team read(String spec) {
    return SERIALIZATION.unmarshal(json(spec), Team.class);
  }

  private static String json(String spec) {
    return """
    {"apiVersion": "iam.wandb.com/v1alpha1", "kind": "Team", "metadata": {"name": "t"},
     "spec": %s, "status": {"observedGeneration": 1, "later": true}}
    """
        .formatted(spec);
  }

  @Test
  void valid_object_has_no_mark() {
    var team = read("{\"membership\": {\"minimumAdmins\": 3}}");
    assertThat(LenientSerialization.misreadFields(team)).isEmpty();
    assertThat(team.getSpec().membership().minimumAdmins()).isEqualTo(3);
  }

  @Test
  void a_text_for_a_number_is_marked() {
    assertThat(
            LenientSerialization.misreadFields(
                read("{\"membership\": {\"minimumAdmins\": \"abc\"}}")))
        .contains("spec.membership.minimumAdmins");
  }

  @Test
  void object_instead_of_a_number_is_marked_and_the_rest_read() {
    var team = read("{\"membership\": {\"minimumAdmins\": {\"a\": [1]}}, \"name\": \"after\"}");
    assertThat(LenientSerialization.misreadFields(team)).contains("spec.membership.minimumAdmins");
    assertThat(team.getSpec().name()).isEqualTo("after");
  }

  @Test
  void unknown_enum_value_is_marked() {
    assertThat(LenientSerialization.misreadFields(read("{\"adoptionPolicy\": \"Perhaps\"}")))
        .contains("spec.adoptionPolicy");
  }

  @Test
  void fields_of_a_newer_version_are_marked_at_any_depth() {
    assertThat(
            LenientSerialization.misreadFields(
                read("{\"future\": {\"a\": 1}, \"membership\": {\"newer\": true}}")))
        .contains("spec.future, spec.membership.newer");
  }

  @Test
  void the_mark_survives_a_copy() {
    var copy = SERIALIZATION.clone(read("{\"future\": 1}"));
    assertThat(LenientSerialization.misreadFields(copy)).contains("spec.future");
  }

  @Test
  void odd_object_does_not_affect_the_rest_of_a_list() {
    var list =
        SERIALIZATION.unmarshal(
            """
            {"apiVersion": "iam.wandb.com/v1alpha1", "kind": "TeamList", "metadata": {}, "items": [%s, %s]}
            """
                .formatted(json("{\"future\": 1}"), json("{}")),
            Teams.class);
    assertThat(list.getItems())
        .extracting(team -> LenientSerialization.misreadFields(team).isPresent())
        .containsExactly(true, false);
  }

  /** List as the client reads it. */
  static final class Teams extends DefaultKubernetesResourceList<Team> {
    private static final long serialVersionUID = 1L;
  }
}
