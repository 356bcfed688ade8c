package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of status: what is kept when a part of one changes, and what fits into it. */
class MemberStatesTest {
  private static MemberState entry(@Nullable String role) {
    return new MemberState(
        "alice@example.com",
        "alice",
        "7",
        "Failed",
        role,
        "Viewer",
        List.of("models"),
        "because",
        true);
  }

  /** The role of an entry is the one to give back if the removal is undone. */
  @ParameterizedTest
  @CsvSource({"Admin, Admin", "Reviewer, Reviewer", ", Member"})
  void user_is_removed_with_the_role_of_status(@Nullable String role, String removed) {
    assertThat(MemberStates.step(entry(role)))
        .isEqualTo(new Step.RemoveMember("7", "alice@example.com", TeamRole.named(removed)));
  }

  @Test
  void bound_entry_keeps_everything_but_the_account() {
    assertThat(MemberStates.bound(entry("Admin"), "8"))
        .isEqualTo(
            new MemberState(
                "alice@example.com",
                "alice",
                "8",
                "Failed",
                "Admin",
                "Viewer",
                List.of("models"),
                "because",
                true));
  }

  @Test
  void entry_in_registries_keeps_everything_but_these() {
    assertThat(MemberStates.inRegistries(entry("Admin"), "Admin", List.of("data")))
        .isEqualTo(
            new MemberState(
                "alice@example.com",
                "alice",
                "7",
                "Failed",
                "Admin",
                "Admin",
                List.of("data"),
                "because",
                true));
  }
}
