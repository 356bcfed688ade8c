package com.wandb.iam.access.plan;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeldPlanTest {
  private static final Step BOB = new Step.RemoveMember("u1", "bob", MEMBER);
  private static final Step CAROL = new Step.ChangeRole("u2", "carol", ADMIN, VIEWER);

  @Test
  void hash_has_16_hex_digits_and_ignores_order_and_duplicates() {
    var hash = HeldPlan.of("t1", List.of(BOB, CAROL), 0).hash();
    assertThat(hash).matches("[0-9a-f]{16}");
    assertThat(HeldPlan.of("t1", List.of(CAROL, BOB, CAROL), 0).hash()).isEqualTo(hash);
  }

  @Test
  void hash_depends_on_team_steps_and_approvals() {
    var hash = HeldPlan.of("t1", List.of(BOB, CAROL), 0).hash();
    assertThat(HeldPlan.of("t2", List.of(BOB, CAROL), 0).hash()).isNotEqualTo(hash);
    assertThat(HeldPlan.of("t1", List.of(BOB), 0).hash()).isNotEqualTo(hash);
    assertThat(HeldPlan.of("t1", List.of(BOB, CAROL), 1).hash()).isNotEqualTo(hash);
    var member = new Step.ChangeRole("u2", "carol", ADMIN, MEMBER);
    assertThat(HeldPlan.of("t1", List.of(BOB, member), 0).hash()).isNotEqualTo(hash);
  }

  @Test
  void steps_are_described_in_order() {
    assertThat(HeldPlan.of("t1", List.of(CAROL, BOB), 0).steps()).containsExactly(BOB, CAROL);
  }
}
