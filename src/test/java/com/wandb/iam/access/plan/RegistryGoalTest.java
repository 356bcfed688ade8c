package com.wandb.iam.access.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.plan.RegistryGoal.Granted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryGoalTest {
  /** Columns: declared, adopts, former and granted role, current role, next role. */
  @ParameterizedTest(name = "{0} adopts={1} granted={2} current={3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # declared, and nothing was granted before: at least
          MEMBER | false |               | none   | MEMBER
          MEMBER | false |               | VIEWER | MEMBER
          MEMBER | false |               | MEMBER | MEMBER
          VIEWER | false |               | ADMIN  | ADMIN
          VIEWER | false |               | odd    | odd
          # adopted: exactly
          VIEWER | true  |               | ADMIN  | VIEWER
          VIEWER | true  |               | none   | VIEWER
          VIEWER | true  | none to VIEWER | ADMIN | VIEWER
          VIEWER | true  |               | odd    | odd
          # the granted role follows the declared one, down to the former one
          VIEWER | false | none to MEMBER | MEMBER | VIEWER
          RESTRICTED_VIEWER | false | VIEWER to MEMBER | MEMBER | VIEWER
          ADMIN  | false | none to MEMBER | MEMBER | ADMIN
          # another client changed it
          MEMBER | false | none to MEMBER | none  | MEMBER
          MEMBER | false | none to MEMBER | ADMIN | ADMIN
          VIEWER | false | none to MEMBER | ADMIN | ADMIN
          # the end
          none   | false | none to MEMBER | MEMBER | none
          none   | false | VIEWER to MEMBER | MEMBER | VIEWER
          none   | false | VIEWER to MEMBER | ADMIN | ADMIN
          none   | false | VIEWER to MEMBER | none | none
          none   | false | VIEWER to MEMBER | RESTRICTED_VIEWER | RESTRICTED_VIEWER
          none   | false | ADMIN to VIEWER | VIEWER | VIEWER
          none   | true  | none to MEMBER | MEMBER | none
          none   | false | none to MEMBER | odd | odd
          # status of an earlier version
          none   | false | none to ?      | ADMIN  | none
          VIEWER | false | none to ?      | ADMIN  | ADMIN
          MEMBER | false | none to ?      | VIEWER | MEMBER
          """)
  void next_role(
      String declared, boolean adopts, @Nullable String granted, String current, String next) {
    var goal = new RegistryGoal("models", role(declared), granted(granted), adopts);
    var roles = current.equals("none") ? Map.<String, String>of() : Map.of("models", current);
    assertThat(goal.move(roles).map(move -> name(move.to())).orElse(current)).isEqualTo(next);
  }

  private static @Nullable Granted granted(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var parts = text.split(" to ");
    return new Granted(role(parts[0]), role(parts[1]));
  }

  private static @Nullable RegistryAccess role(String name) {
    return RegistryAccess.named(name).orElse(null);
  }

  private static String name(@Nullable RegistryAccess role) {
    return role == null ? "none" : role.name();
  }

  private static List<@Nullable RegistryAccess> roles() {
    var all = new ArrayList<@Nullable RegistryAccess>(Arrays.asList(RegistryAccess.values()));
    all.add(null);
    return all;
  }

  private static Map<String, String> held(@Nullable RegistryAccess role) {
    return role == null ? Map.of() : Map.of("models", role.name().toLowerCase(Locale.ROOT));
  }

  private static @Nullable RegistryAccess apply(
      RegistryGoal goal, @Nullable RegistryAccess current) {
    var move = goal.move(held(current));
    return move.isPresent() ? move.get().to() : current;
  }

  /** Every life of a membership that declares one role and ends. */
  @Test
  void end_without_adoption_restores_the_former_role() {
    for (var former : roles()) {
      for (var declared : RegistryAccess.values()) {
        var goal = new RegistryGoal("models", declared, null, false);
        var during = apply(goal, former);
        assertThat(RegistryMove.isLower(during, former)).as(former + " " + declared).isFalse();
        assertThat(RegistryMove.isLower(during, declared)).isFalse();
        var granted = goal.move(held(former)).map(goal::after).orElse(null);
        var end = new RegistryGoal("models", null, granted, false);
        assertThat(apply(end, during)).as(former + " " + declared).isEqualTo(former);
      }
    }
  }

  /** The role may be changed by another client at any time. */
  @Test
  void end_never_raises_and_never_leaves_a_grant() {
    for (var former : roles()) {
      for (var declared : RegistryAccess.values()) {
        for (var adopts : List.of(false, true)) {
          var goal = new RegistryGoal("models", declared, null, adopts);
          var granted = goal.move(held(former)).map(goal::after).orElse(null);
          for (var current : roles()) {
            var after = apply(new RegistryGoal("models", null, granted, adopts), current);
            assertThat(RegistryMove.isLower(current, after)).isFalse();
            if (granted != null && current == granted.role()) {
              assertThat(RegistryMove.isLower(granted.former(), after)).isFalse();
            }
          }
        }
      }
    }
  }

  /** A goal that was reached asks for no further change, also after it was recorded. */
  @Test
  void reached_goal_is_stable() {
    for (var former : roles()) {
      for (var declared : RegistryAccess.values()) {
        for (var adopts : List.of(false, true)) {
          var goal = new RegistryGoal("models", declared, null, adopts);
          var during = apply(goal, former);
          var granted = goal.move(held(former)).map(goal::after).orElse(null);
          assertThat(new RegistryGoal("models", declared, granted, adopts).move(held(during)))
              .isEmpty();
        }
      }
    }
  }

  @Test
  void role_lowered_by_another_client_is_the_former_one_later() {
    var goal =
        new RegistryGoal(
            "models",
            RegistryAccess.MEMBER,
            new Granted(RegistryAccess.VIEWER, RegistryAccess.MEMBER),
            false);
    assertThat(goal.after(goal.move(Map.of()).orElseThrow()))
        .isEqualTo(new Granted(null, RegistryAccess.MEMBER));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, in the registry r0 (Member to none)", "3, 0, ''", "4, 1, ' and 1 more'"})
  void step_names_some_registries(int registries, int more, String text) {
    var moves = new ArrayList<RegistryMove>();
    for (int i = 0; i < registries; i++) {
      moves.add(new RegistryMove("r" + i, RegistryAccess.MEMBER, null));
    }
    var step = new Step.LowerRegistryRoles("u1", "alice", moves);
    assertThat(step.describe()).startsWith("lower alice in the regist").endsWith(text);
    assertThat(step.describe().contains("more")).isEqualTo(more > 0);
    assertThat(step.aim()).startsWith("registries u1 r0=none").doesNotContain("alice");
    assertThat(step.aim().split(" ")).hasSize(2 + registries);
  }
}
