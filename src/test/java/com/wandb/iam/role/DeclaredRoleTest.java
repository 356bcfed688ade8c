package com.wandb.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.wandb.Remotes;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclaredRoleTest {
  @Test
  void change_of_permissions_names_both_sides() {
    var role = Remotes.role("Annotator", "old", "run:stop", "project:read");
    assertThat(new DeclaredRole(null, true, Set.of("run:stop", "run:read")).difference(role))
        .isEqualTo("change the role Annotator: add [run:read], remove [project:read]");
  }

  @Test
  void change_without_permissions_names_only_differences() {
    var role = Remotes.role("Annotator", "old", "run:stop");
    assertThat(new DeclaredRole("new", true, Set.of("run:stop")).difference(role))
        .isEqualTo("change the role Annotator: set the description");
    assertThat(new DeclaredRole("old", false, Set.of("run:stop")).difference(role))
        .isEqualTo("change the role Annotator: set the base role to Member");
  }
}
