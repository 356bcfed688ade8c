package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.reconcile.ActionAnnotation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandledActionsTest {
  private static final Map<String, String> REQUESTED =
      Map.of("iam.wandb.com/rotate", "1", "iam.wandb.com/revoke-now", "2");

  private static Secret annotated(@Nullable Map<String, String> annotations) {
    return new SecretBuilder().withNewMetadata().withAnnotations(annotations).endMetadata().build();
  }

  @Test
  void secret_records_fingerprints_of_key_actions_alone() {
    var recorded =
        HandledActions.annotations(Map.of("rotate", "1", "revoke-now", "2", "reconcile", "3"));
    assertThat(recorded)
        .containsOnlyKeys("iam.wandb.com/handled-rotate", "iam.wandb.com/handled-revoke-now")
        .doesNotContainValue("1");
    assertThat(HandledActions.annotations(Map.of())).isEmpty();
  }

  @Test
  void recorded_actions_are_remembered() {
    var secret = annotated(HandledActions.annotations(Map.of("rotate", "1", "revoke-now", "2")));
    assertThat(HandledActions.remembered(annotated(REQUESTED), secret))
        .containsExactly(
            Map.entry(ActionAnnotation.ROTATE, "1"), Map.entry(ActionAnnotation.REVOKE_NOW, "2"));
  }

  @Test
  void other_values_are_not_remembered() {
    var secret = annotated(HandledActions.annotations(Map.of("rotate", "9")));
    assertThat(HandledActions.remembered(annotated(REQUESTED), secret)).isEmpty();
  }

  @Test
  void secret_without_annotations_remembers_nothing() {
    assertThat(HandledActions.remembered(annotated(REQUESTED), annotated(null))).isEmpty();
    assertThat(HandledActions.remembered(annotated(null), annotated(REQUESTED))).isEmpty();
  }
}
