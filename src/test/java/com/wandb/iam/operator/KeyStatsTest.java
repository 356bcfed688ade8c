package com.wandb.iam.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Statistics of keys: counted by state, with the first of their times. */
class KeyStatsTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant THIRD = Instant.parse("2026-03-01T00:00:00Z");

  private static ApiKeyState key(
      @Nullable Instant created, @Nullable Instant rotates, @Nullable Boolean open, boolean old) {
    return new ApiKeyState(
        "1",
        1L,
        created,
        rotates,
        open,
        List.of(),
        old ? new PreviousKey("0", FIRST, List.of(), null) : null);
  }

  @Test
  void keys_are_counted_by_their_state() {
    var keys =
        List.of(
            key(SECOND, THIRD, true, true),
            key(FIRST, null, true, false),
            key(THIRD, SECOND, false, false),
            key(null, FIRST, null, false),
            key(null, null, true, false));
    assertThat(KeyStats.of(keys)).isEqualTo(new KeyStats(5, 1, 3, FIRST, FIRST));
    assertThat(KeyStats.of(keys.subList(2, 3))).isEqualTo(new KeyStats(1, 0, 0, THIRD, SECOND));
  }

  @Test
  void no_keys_have_no_times() {
    assertThat(KeyStats.of(List.of())).isEqualTo(new KeyStats(0, 0, 0, null, null));
  }
}
