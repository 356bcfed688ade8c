package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant THEN = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.987Z");
  private static final List<Condition> READY =
      List.of(new Condition("Ready", "True", "Ready", "fine", THEN, 1L));

  @Test
  void the_time_moves_only_when_the_status_flips() {
    var same = Conditions.after(READY, List.of(ready(ConditionUpdate.State.TRUE, "still")), 2, NOW);
    assertThat(same).containsExactly(new Condition("Ready", "True", "Ready", "still", THEN, 2L));
    var flipped = Conditions.after(READY, List.of(ready(ConditionUpdate.State.FALSE, "")), 2, NOW);
    assertThat(flipped)
        .containsExactly(
            new Condition(
                "Ready", "False", "Ready", null, Instant.parse("2026-11-23T12:00:00Z"), 2L));
  }

  @Test
  void condition_not_set_again_is_removed() {
    assertThat(Conditions.after(READY, List.of(), 2, NOW)).isEmpty();
  }

  @Test
  void long_message_is_truncated_to_the_schema_limit() {
    var after =
        Conditions.after(
            List.of(), List.of(ready(ConditionUpdate.State.TRUE, "x".repeat(5_000))), 1, NOW);
    assertThat(after.getFirst().message()).hasSize(2046).endsWith("x…");
  }

  private static ConditionUpdate ready(ConditionUpdate.State state, String message) {
    return new ConditionUpdate(ConditionType.Ready, state, Reason.Ready, message);
  }
}
