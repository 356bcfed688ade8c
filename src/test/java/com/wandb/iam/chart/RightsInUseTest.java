package com.wandb.iam.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that the comparison detects both kinds of difference. */
class RightsInUseTest {
  private static final String HOME = "system";
  private static final AskedRequest READ =
      new AskedRequest("team", "key", "", "secrets", "get", 200);

  private static Right right(String namespace, String name, String resource, String verb) {
    return new Right(namespace, name, "", resource, verb);
  }

  private static RightsInUse of(List<Right> granted, AskedRequest... asked) {
    return new RightsInUse(granted, List.of(asked), HOME);
  }

  @Test
  void used_right_is_neither_missing_nor_unused() {
    for (var granted :
        List.of(
            right(Right.ANY, Right.ANY, "secrets", "get"),
            right("team", Right.ANY, "secrets", "get"),
            right("team", "key", "secrets", "get"))) {
      var rights = of(List.of(granted), READ);
      assertThat(rights.missing()).isEmpty();
      assertThat(rights.unused()).isEmpty();
    }
  }

  @Test
  void another_verb_resource_name_or_namespace_is_another_right() {
    for (var granted :
        List.of(
            right(Right.ANY, Right.ANY, "secrets", "list"),
            right(Right.ANY, Right.ANY, "secrets/status", "get"),
            right(Right.ANY, "other", "secrets", "get"),
            right("other", Right.ANY, "secrets", "get"),
            new Right(Right.ANY, Right.ANY, "apps", "secrets", "get"))) {
      var rights = of(List.of(granted), READ);
      assertThat(rights.missing()).containsExactly(READ);
      assertThat(rights.unused()).containsExactly(granted);
    }
  }

  @Test
  void cluster_right_is_unused_by_own_namespace_requests() {
    var everywhere = right(Right.ANY, Right.ANY, "configmaps", "get");
    var here = new AskedRequest(HOME, "ca", "", "configmaps", "get", 200);
    assertThat(of(List.of(everywhere), here).unused()).containsExactly(everywhere);
    assertThat(of(List.of(everywhere), here).missing()).isEmpty();
    assertThat(of(List.of(right(HOME, Right.ANY, "configmaps", "get")), here).unused()).isEmpty();
  }

  @Test
  void cluster_scoped_request_needs_a_cluster_right() {
    var everywhere = right(Right.ANY, Right.ANY, "namespaces", "list");
    var all = new AskedRequest("", "", "", "namespaces", "list", 200);
    assertThat(of(List.of(everywhere), all).unused()).isEmpty();
  }

  @Test
  void duplicate_right_is_unused() {
    var everywhere = right(Right.ANY, Right.ANY, "secrets", "get");
    var named = right("team", "key", "secrets", "get");
    var rights = of(List.of(everywhere, named), READ);
    assertThat(rights.missing()).isEmpty();
    assertThat(rights.unused()).contains(named);
  }
}
