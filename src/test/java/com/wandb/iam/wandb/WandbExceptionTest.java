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
  void an_outage_of_any_kind_may_be_over_later(Outage outage) {
    assertThat(new WandbException.Unavailable(outage, "down", false, null, null).retryable())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void a_refusal_of_any_kind_waits_for_a_person(Refusal reason) {
    var refused = new WandbException.Refused(reason, "no");
    assertThat(refused.retryable()).isFalse();
    assertThat(refused.reason()).isEqualTo(reason);
  }

  @Test
  void what_changed_since_it_was_read_may_be_tried_again_and_a_taken_name_may_not() {
    assertThat(new WandbException.Conflict("changed", true).retryable()).isTrue();
    assertThat(new WandbException.Conflict("taken", false).retryable()).isFalse();
  }

  @Test
  void what_is_absent_or_wrong_stays_so() {
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
  void an_outage_tells_the_pause_and_whether_a_write_may_have_happened() {
    var cause = new IllegalStateException("cut");
    var cut =
        new WandbException.Unavailable(Outage.TIMEOUT, "cut", true, Duration.ofMinutes(1), cause);
    assertThat(cut.outcomeUnknown()).isTrue();
    assertThat(cut.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(cut).hasCause(cause);
    assertThat(new WandbException.NotFound("gone").retryAfter()).isEmpty();
  }
}
