package com.wandb.iam.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.HeldPlan;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.ExpectedPrivacy;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.MemberCounts;
import com.wandb.iam.crd.v1alpha1.PlanSummary;
import com.wandb.iam.crd.v1alpha1.ServerReference;
import com.wandb.iam.crd.v1alpha1.TeamSpec;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.Remotes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers in the status of a Team, and the sentences that contain numbers. */
class TeamCountsTest {
  private static TeamSpec spec(@Nullable ExpectedPrivacy privacy) {
    return new TeamSpec(
        new ServerReference("default"),
        null,
        null,
        null,
        privacy,
        false,
        ManagementPolicy.Manage,
        AdoptionPolicy.Never,
        null);
  }

  private static List<RemoteMember> members(String role, int count) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> Remotes.member(role + i, TeamRole.named(role)))
        .toList();
  }

  private static RemoteMember robot(String id, TeamRole role) {
    return new RemoteMember(id, null, id, null, id, role, AccountType.SERVICE, false);
  }

  /** Every number differs, so that none can be taken for another. */
  @Test
  void members_are_counted_by_role() {
    var all = new ArrayList<RemoteMember>();
    all.addAll(members("Admin", 2));
    all.addAll(members("Member", 3));
    all.addAll(members("Viewer", 4));
    all.addAll(members("Reviewer", 5));
    all.addAll(Collections.nCopies(6, Remotes.invitation("new@example.com")));
    // Service accounts have roles, too, and are not counted with the users.
    all.add(robot("r1", TeamRole.BuiltIn.ADMIN));
    all.add(robot("r2", TeamRole.BuiltIn.MEMBER));
    all.add(robot("r3", TeamRole.BuiltIn.VIEWER));
    all.addAll(Collections.nCopies(4, robot("r4", TeamRole.named("Reviewer"))));
    var roster = Remotes.roster("vision", all);
    assertThat(TeamReport.counts(roster, 8)).isEqualTo(new MemberCounts(27, 2, 3, 4, 5, 6, 7, 8));
    assertThat(TeamReport.people(roster)).isEqualTo(14);
  }

  @ParameterizedTest
  @CsvSource({
    "0, has 0 admins",
    "1, has 1 admin",
    "2,",
    "3,",
  })
  void admins_are_missed_below_the_wished_number(int admins, @Nullable String warning) {
    var counts = new MemberCounts(9, admins, null, null, null, null, null, null);
    var warnings =
        TeamReport.warnings(spec(null), counts, Optional.empty(), HeldPlan.of("t1", List.of(), 0));
    if (warning == null) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings).singleElement().asString().contains(warning + ", fewer than the 2");
    }
  }

  /** The number of changes includes those of the last hour, and the hash is the one to approve. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, 'demoting 1 of 1 user within', '1 change waits for'",
    "2, 3, 7, 'demoting 5 of 7 users within', '2 changes wait for'",
    "0, 1, 2, 'demoting 1 of 2 users within', '0 changes wait for'",
  })
  void held_plan_is_told_with_its_numbers(
      int total, int gone, int people, String demoting, String waiting) {
    var plan = new PlanSummary("abc", true, 0, total, List.of());
    assertThat(message(TeamReport.planHeld(plan, gone, people, "25%")))
        .contains(demoting, waiting, "spec.membership.maxRemovals (25%)", "approve-plan=abc.");
  }

  @Test
  void planned_changes_are_counted_and_shown_in_part() {
    var steps = Stream.iterate(0, i -> i + 1).limit(51).map(i -> "step " + i).toList();
    assertThat(TeamReport.planned(steps, 3))
        .isEqualTo(new PlanSummary(null, false, 3, 51, steps.subList(0, 50)));
    assertThat(TeamReport.approved(2)).isEqualTo(new PlanSummary(null, false, 2, 0, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, 'is true, but', 'is off'",
    "false, true, 'is false, but', 'is on'",
    "true, true,,",
    "false, false,,"
  })
  void privacy_setting_is_compared_and_told(
      boolean wished, boolean there, @Nullable String expected, @Nullable String found) {
    var roster = new RemoteRoster("t1", "vision", there, List.of());
    var result = TeamReport.privacy(spec(new ExpectedPrivacy(wished)), roster);
    if (expected == null || found == null) {
      assertThat(result).isEmpty();
    } else {
      assertThat(message(result.orElseThrow())).contains(expected, found);
    }
    assertThat(TeamReport.privacy(spec(null), roster)).isEmpty();
  }

  private static String message(ReconcileResult result) {
    return result.finding(ConditionType.Ready).orElseThrow().message();
  }
}
