package com.wandb.iam.access;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleOrderTest {
  private static final RoleOrder ORDER = new RoleOrder(Set.of("reviewer", "reader"));

  @ParameterizedTest
  @CsvSource({
    "Admin, Member, true",
    "Admin, Viewer, true",
    "Admin, janitor, true",
    "Member, Viewer, true",
    "Member, Admin, false",
    "Member, janitor, false",
    "Member, reviewer, true",
    "Viewer, Member, false",
    "Viewer, reviewer, false",
    "janitor, Member, true",
    "janitor, sweeper, true",
    "janitor, Admin, false",
    "reviewer, Viewer, true",
    "reviewer, Member, false",
    "reviewer, reader, true",
    "Admin, Admin, false",
    "janitor, janitor, false"
  })
  void lowering_a_role_is_detected(String held, String next, boolean lowers) {
    assertThat(ORDER.lowers(TeamRole.named(held), TeamRole.named(next))).isEqualTo(lowers);
  }

  @Test
  void unknown_custom_role_ranks_above_member() {
    assertThat(RoleOrder.BUILT_IN.lowers(MEMBER, new TeamRole.Custom("reviewer"))).isFalse();
    assertThat(RoleOrder.BUILT_IN.lowers(ADMIN, VIEWER)).isTrue();
  }
}
