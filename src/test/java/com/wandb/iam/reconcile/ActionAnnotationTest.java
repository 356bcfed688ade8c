package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.crd.v1alpha1.Team;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionAnnotationTest {
  private static Team annotated(@Nullable Map<String, String> annotations) {
    var metadata = new ObjectMeta();
    metadata.setAnnotations(annotations);
    var team = new Team();
    team.setMetadata(metadata);
    return team;
  }

  private static Team rotating(String value) {
    return annotated(Map.of("iam.wandb.com/rotate", value));
  }

  @ParameterizedTest
  @CsvSource({
    "RECONCILE, iam.wandb.com/reconcile",
    "APPROVE_PLAN, iam.wandb.com/approve-plan",
    "CONFIRM_DELETE, iam.wandb.com/confirm-delete",
    "ACCEPT_ORGANIZATION, iam.wandb.com/accept-organization",
    "ROTATE, iam.wandb.com/rotate",
    "REVOKE_NOW, iam.wandb.com/revoke-now",
    "ABANDON, iam.wandb.com/abandon"
  })
  void annotation_has_the_documented_name(ActionAnnotation action, String name) {
    assertThat(action.annotation()).isEqualTo(name);
  }

  @Test
  void resource_without_the_annotation_requests_nothing() {
    assertThat(ActionAnnotation.ROTATE.given(annotated(null))).isEmpty();
    assertThat(ActionAnnotation.ROTATE.given(annotated(Map.of()))).isEmpty();
    assertThat(ActionAnnotation.ROTATE.given(annotated(Map.of("rotate", "1")))).isEmpty();
    assertThat(ActionAnnotation.REVOKE_NOW.given(rotating("1"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1024})
  void value_within_the_schema_is_given_as_written(int length) {
    var value = "x".repeat(length);
    assertThat(ActionAnnotation.ROTATE.given(rotating(value))).contains(value);
  }

  @Test
  void long_value_is_given_as_its_hash() {
    var value = "x".repeat(1025);
    assertThat(ActionAnnotation.ROTATE.given(rotating(value))).contains(Fingerprint.of(value));
    assertThat(ActionAnnotation.ROTATE.pending(rotating(value), Map.of("rotate", value)))
        .isPresent();
    assertThat(
            ActionAnnotation.ROTATE.pending(
                rotating(value), Map.of("rotate", Fingerprint.of(value))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, , 1",
    "1, rotate=2, 1",
    "1, reconcile=1, 1",
    "1, rotate=1, ",
  })
  void value_is_pending_until_it_is_handled(
      String value, @Nullable String handled, @Nullable String pending) {
    var before = handled == null ? Map.<String, String>of() : map(handled);
    assertThat(ActionAnnotation.ROTATE.pending(rotating(value), before).orElse(null))
        .isEqualTo(pending);
  }

  private static Map<String, String> map(String entry) {
    var parts = entry.split("=");
    return Map.of(parts[0], parts[1]);
  }

  @Test
  void handled_value_is_found_under_its_own_name() {
    var handled = ActionAnnotation.ROTATE.handledWith(Map.of("reconcile", "1"), "2");
    assertThat(handled).isEqualTo(Map.of("reconcile", "1", "rotate", "2"));
    assertThat(ActionAnnotation.ROTATE.isIn(handled)).isTrue();
    assertThat(ActionAnnotation.ROTATE.valueIn(handled)).contains("2");
    assertThat(ActionAnnotation.ABANDON.isIn(handled)).isFalse();
    assertThat(ActionAnnotation.ABANDON.valueIn(handled)).isEmpty();
  }

  @Test
  void later_value_replaces_the_handled_one() {
    var before = Map.of("rotate", "1");
    assertThat(ActionAnnotation.ROTATE.handledWith(before, "2")).isEqualTo(Map.of("rotate", "2"));
    assertThat(before).isEqualTo(Map.of("rotate", "1"));
  }
}
