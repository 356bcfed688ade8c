package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyMarkerTest {
  private static final KeyMarker MARKER = new KeyMarker("c1", "r1", 12);

  @Test
  void marker_is_read_back_from_a_description() {
    assertThat(KeyMarker.read(MARKER.text())).contains(MARKER);
  }

  @Test
  void marker_is_not_read_from_a_user_written_description() {
    assertThat(KeyMarker.read("for my laptop")).isEmpty();
    assertThat(KeyMarker.read("see " + MARKER.text())).isEmpty();
    assertThat(KeyMarker.read(MARKER.text() + "9".repeat(30))).isEmpty();
  }

  @Test
  void marker_distinguishes_resources_and_clusters() {
    assertThat(MARKER.isOfSame(new KeyMarker("c1", "r1", 1))).isTrue();
    assertThat(MARKER.isOfSame(new KeyMarker("c2", "r1", 12))).isFalse();
    assertThat(MARKER.isOfSame(new KeyMarker("c1", "r2", 12))).isFalse();
  }
}
