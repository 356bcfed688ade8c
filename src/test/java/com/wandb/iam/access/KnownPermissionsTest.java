package com.wandb.iam.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownPermissionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"run:read", "launchagent:read", "a_1:b_2", "Run.x:read-all"})
  void a_well_formed_name_is_a_permission(String name) {
    assertThat(Permission.parse(name)).map(Permission::toString).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "run", "run:", ":read", "1run:read", "run:read:all", "run: read"})
  void malformed_name_is_not_a_permission(String name) {
    assertThat(Permission.parse(name)).isEmpty();
  }

  @Test
  void malformed_permission_cannot_be_created() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Permission("run", "re ad"))
        .withMessageContaining("run:re ad");
  }

  @ParameterizedTest
  @CsvSource({"run:raed, run:read", "runs:stop, run:stop", "projct:delete, project:delete"})
  void misspelt_name_has_a_nearest_permission(String misspelt, String meant) {
    assertThat(KnownPermissions.PUBLISHED.nearest(Permission.parse(misspelt).orElseThrow()))
        .map(Permission::toString)
        .contains(meant);
  }

  @Test
  void dissimilar_name_has_no_nearest_permission() {
    assertThat(KnownPermissions.PUBLISHED.nearest(new Permission("registry", "administrate")))
        .isEmpty();
  }

  @Test
  void reported_permissions_become_known() {
    var registry = new Permission("registry", "read");
    assertThat(KnownPermissions.PUBLISHED.contains(registry)).isFalse();
    var learnt = KnownPermissions.PUBLISHED.with(List.of(registry));
    assertThat(learnt.contains(registry)).isTrue();
    assertThat(learnt.names()).isSorted().contains("run:read", "registry:read");
  }
}
