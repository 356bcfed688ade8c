package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.wandb.RemoteKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyNamesTest {
  @Test
  void beginning_of_the_value_is_not_shown() {
    assertThat(KeyNames.of(List.of(new RemoteKey("k1", "secret", "mine")))).isEqualTo("k1 (mine)");
    assertThat(KeyNames.of(List.of(new RemoteKey("k1", "secret", " ")))).isEqualTo("k1");
  }

  @Test
  void keys_beyond_the_limit_are_counted() {
    var seven =
        IntStream.rangeClosed(1, 7).mapToObj(n -> new RemoteKey("k" + n, null, null)).toList();
    assertThat(KeyNames.of(seven)).isEqualTo("k1, k2, k3, k4, k5 and 2 more");
  }

  @Test
  void longest_names_fit_into_a_status() {
    var long1 = new RemoteKey("i".repeat(900), null, "d\n".repeat(900));
    assertThat(KeyNames.of(IntStream.range(0, 9).mapToObj(n -> long1).toList()))
        .hasSizeLessThan(800)
        .doesNotContain("\n");
  }
}
