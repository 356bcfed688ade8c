package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Behaviour of kstatus that the design of our conditions depends on. */
class KstatusJudgeIT {
  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(KstatusJudge.available(), "Go to build kstatus");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "InProgress | -1 | ",
        "Current    |  2 | {'type':'Ready','status':'True'}",
        "InProgress |  1 | {'type':'Ready','status':'True'}",
        "InProgress |  2 | {'type':'Ready','status':'False'}",
        "Failed     |  2 | {'type':'Ready','status':'False'},{'type':'Stalled','status':'True'}",
      })
  void judges_the_conditions_of_generation_two(String status, int observed, String conditions) {
    var json = resource(observed, conditions == null ? "" : conditions);
    assertThat(KstatusJudge.judge(json).status()).isEqualTo(status);
  }

  @Test
  void verdict_has_a_reason() {
    assertThat(KstatusJudge.judge(resource(-1, "")))
        .isEqualTo(
            new HealthVerdict(
                "InProgress", "Team generation is 2, but latest observed generation is -1"));
  }

  @Test
  void resource_without_status_is_current() {
    var json = "{\"apiVersion\":\"iam.wandb.com/v1alpha1\",\"kind\":\"Team\",\"metadata\":{}}";
    assertThat(KstatusJudge.judge(json).status()).isEqualTo("Current");
  }

  @Test
  void non_resource_is_refused() {
    assertThatThrownBy(() -> KstatusJudge.judge("nonsense"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not a resource");
  }

  private static String resource(int observedGeneration, String conditions) {
    return """
    {"apiVersion":"iam.wandb.com/v1alpha1","kind":"Team",
     "metadata":{"name":"vision","namespace":"ml","generation":2},
     "status":{"observedGeneration":%d,"conditions":[%s]}}
    """
        .formatted(observedGeneration, conditions.replace('\'', '"'));
  }
}
