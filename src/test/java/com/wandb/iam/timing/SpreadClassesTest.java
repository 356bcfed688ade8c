package com.wandb.iam.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadClassesTest {
  @Test
  void members_of_a_group_are_far_apart() {
    var classes = List.of("chart1", "chart2", "a", "b", "c", "d", "quiet1", "quiet2");
    var spread =
        SpreadClasses.spread(classes, name -> name.length() > 1 ? name.replaceAll("\\d", "") : "");
    assertThat(spread).containsExactly("a", "chart1", "quiet1", "b", "c", "chart2", "quiet2", "d");
  }
}
