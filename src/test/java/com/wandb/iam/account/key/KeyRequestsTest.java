package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyRequestsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LATER = Duration.ofSeconds(3);

  private final KeyRequests requests = new KeyRequests();

  @Test
  void request_has_a_while_to_arrive_from_when_it_is_known() {
    var by = requests.arrivesBy("uid", "key=1", NOON);
    assertThat(by).isAfter(NOON.plus(LATER));
    assertThat(requests.arrivesBy("uid", "key=1", NOON.plus(LATER))).isEqualTo(by);
  }

  @Test
  void another_request_has_a_while_of_its_own() {
    var by = requests.arrivesBy("uid", "key=1", NOON);
    assertThat(requests.arrivesBy("other", "key=1", NOON.plus(LATER))).isEqualTo(by.plus(LATER));
    assertThat(requests.arrivesBy("uid", "key=2", NOON.plus(LATER))).isEqualTo(by.plus(LATER));
  }

  @Test
  void forgotten_request_starts_a_new_wait() {
    var by = requests.arrivesBy("uid", "key=1", NOON);
    requests.forget("uid");
    assertThat(requests.arrivesBy("uid", "key=1", NOON.plus(LATER))).isEqualTo(by.plus(LATER));
  }
}
