package com.wandb.iam.account.key;

import static com.wandb.iam.account.key.KeyCase.CREATED;
import static com.wandb.iam.account.key.KeyCase.DAILY;
import static com.wandb.iam.account.key.KeyCase.PREVIOUS;
import static com.wandb.iam.account.key.KeyCase.imported;
import static com.wandb.iam.account.key.KeyCase.key;
import static com.wandb.iam.account.key.KeyCase.outstanding;
import static com.wandb.iam.account.key.KeyCase.rest;
import static com.wandb.iam.account.key.KeyCase.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyReportTest {
  private static ApiKeyState report(KeyCase given) {
    return new KeyReport(given.facts(), null).state();
  }

  private static ApiKeyState moved(KeyCase given) {
    return new KeyReport(given.facts(), "old").state();
  }

  private static ApiKeyState named(long sequence, List<String> former, @Nullable PreviousKey one) {
    return new ApiKeyState("k" + sequence, sequence, CREATED, null, true, former, one);
  }

  @Test
  void key_at_rest_is_reported_as_before() {
    assertThat(report(rest())).isEqualTo(state("k4", 4, null));
  }

  @Test
  void rotation_time_is_of_the_current_key() {
    assertThat(report(rest().schedule(DAILY)).rotatesAt())
        .isEqualTo(DAILY.rotatesAt(CREATED, "uid/4").orElseThrow());
  }

  @Test
  void rollout_and_former_names_stay_with_their_key() {
    var known = rest().state(named(4, List.of("a"), null));
    assertThat(report(known).rollingOut()).isTrue();
    assertThat(report(known).formerSecrets()).containsExactly("a");
    var other = rest().state(named(3, List.of("a"), null));
    assertThat(report(other).rollingOut()).isNull();
    assertThat(report(other).formerSecrets()).isEmpty();
    assertThat(report(rest().state(null)).formerSecrets()).isEmpty();
  }

  @Test
  void moved_secret_adds_its_former_name_last() {
    assertThat(moved(rest().state(named(4, List.of("old", "b"), null))).formerSecrets())
        .containsExactly("b", "old");
    var many = new ArrayList<>(IntStream.range(0, 10).mapToObj(n -> "s" + n).toList());
    assertThat(moved(rest().state(named(4, many, null))).formerSecrets())
        .hasSize(PreviousKey.FORMER_MAX)
        .startsWith("s1")
        .endsWith("old");
  }

  @Test
  void previous_key_in_the_secret_is_revoked_after_the_overlap() {
    var given = rest().schedule(DAILY).previous(PREVIOUS);
    assertThat(report(given.state(null)).previous())
        .isEqualTo(new PreviousKey("k3", CREATED.plus(DAILY.overlap()), List.of(), null));
    assertThat(report(given.previous(imported(null)).state(null)).previous())
        .as("a user knows the key")
        .isEqualTo(new PreviousKey(null, CREATED, List.of(), null));
  }

  @Test
  void status_has_the_origin_of_a_previous_key() {
    var adopted = rest().schedule(DAILY).state(null).adopted();
    assertThat(previousOf(report(adopted.previous(key("k0", 0)))).adopted()).isTrue();
    assertThat(previousOf(report(adopted.previous(key("k3", 3)))).adopted()).isFalse();
    assertThat(previousOf(report(adopted.previous(imported("k0")))).adopted()).isFalse();
    var known = new PreviousKey("k0", null, List.of(), true);
    var edited = adopted.state(state("k4", 4, known)).previous(key("k0", 7));
    assertThat(previousOf(report(edited)).adopted()).as("annotations are edited").isTrue();
    assertThat(previousOf(report(rest().previous(key("k0", 0)))).adopted()).isNull();
  }

  @Test
  void previous_key_takes_the_former_names_of_its_time() {
    var given = rest().previous(PREVIOUS);
    var rotated = given.state(named(3, List.of("a"), null));
    assertThat(previousOf(report(rotated)).formerSecrets()).containsExactly("a");
    var older = new PreviousKey("k3", null, List.of("b"), null);
    var overlapping = given.state(named(4, List.of("a"), older));
    assertThat(previousOf(report(overlapping)).formerSecrets()).containsExactly("b");
    assertThat(previousOf(moved(overlapping)).formerSecrets()).containsExactly("b", "old");
    assertThat(previousOf(report(given.state(named(4, List.of("a"), null)))).formerSecrets())
        .isEmpty();
  }

  private static PreviousKey previousOf(ApiKeyState state) {
    return Objects.requireNonNull(state.previous());
  }

  @Test
  void outstanding_key_outside_the_secret_stays_reported() {
    var given = rest().state(state("k4", 4, outstanding("k3")));
    assertThat(report(given).previous()).isEqualTo(outstanding("k3"));
    assertThat(report(given.state(state("k3", 3, outstanding("k4")))).previous()).isNull();
    var unknown = rest().current(key(null, 4)).state(state(null, 4L, outstanding(null)));
    assertThat(report(unknown).previous()).isEqualTo(outstanding(null));
  }

  @Test
  void key_in_status_alone_becomes_the_previous_one() {
    var given = rest().after(Duration.ofHours(1)).state(named(3, List.of("a"), null));
    assertThat(report(given).previous())
        .isEqualTo(new PreviousKey("k3", CREATED.plusSeconds(3600), List.of("a"), null));
  }

  @Test
  void key_without_proof_is_no_previous_key() {
    var given = rest().state(state("k3", 3, null));
    assertThat(report(given.current(key(null, 4))).previous()).isNull();
    assertThat(report(given.current(key("k3", 4))).previous()).isNull();
    assertThat(report(given.state(state(null, 3L, null))).previous()).isNull();
    assertThat(report(rest().state(null)).previous()).isNull();
  }
}
