package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "90s, 90000",
    "1h30m, 5400000",
    "1.5h, 5400000",
    "250ms, 250",
    "0.5s, 500",
    "1m1s, 61000"
  })
  void kubernetes_duration_is_parsed(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "1d", "-1s", "1h 30m", "1s!", "PT1M"})
  void invalid_duration_is_rejected_with_an_example(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("90s");
  }
}
