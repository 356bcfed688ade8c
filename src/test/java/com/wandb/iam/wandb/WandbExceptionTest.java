package com.wandb.iam.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WandbExceptionTest {

  @ParameterizedTest
  @EnumSource
  void outages_are_retryable(Outage outage) {
    assertThat(new WandbException.Unavailable(outage, "down", false, null, null).retryable())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void refusals_are_not_retryable(Refusal reason) {
    var refused = new WandbException.Refused(reason, "no");
    assertThat(refused.retryable()).isFalse();
    assertThat(refused.reason()).isEqualTo(reason);
  }

  @Test
  void stale_conflict_is_retryable_and_taken_name_is_not() {
    assertThat(new WandbException.Conflict("changed", true).retryable()).isTrue();
    assertThat(new WandbException.Conflict("taken", false).retryable()).isFalse();
  }

  @Test
  void absent_and_invalid_are_not_retryable() {
    assertThat(new WandbException.NotFound("gone").retryable()).isFalse();
    assertThat(new WandbException.Invalid("wrong").retryable()).isFalse();
  }

  @Test
  void a_throttled_call_waits_as_long_as_the_server_says() {
    var throttled = new WandbException.Throttled("slower", Duration.ofSeconds(7));
    assertThat(throttled.retryable()).isTrue();
    assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(new WandbException.Throttled("slower", null).retryAfter()).isEmpty();
  }

  @Test
  void outage_has_the_pause_and_the_unknown_outcome() {
    var cause = new IllegalStateException("cut");
    var cut =
        new WandbException.Unavailable(Outage.TIMEOUT, "cut", true, Duration.ofMinutes(1), cause);
    assertThat(cut.outcomeUnknown()).isTrue();
    assertThat(cut.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(cut).hasCause(cause);
    assertThat(new WandbException.NotFound("gone").retryAfter()).isEmpty();
  }
}
