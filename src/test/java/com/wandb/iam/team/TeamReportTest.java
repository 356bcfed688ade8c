package com.wandb.iam.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.HeldPlan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.ExpectedPrivacy;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServerReference;
import com.wandb.iam.crd.v1alpha1.TeamSpec;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TeamReportTest {
  private static final Step STEP = new Step.RemoveMember("alice", "alice", TeamRole.BuiltIn.MEMBER);
  private static final RemoteRoster ROSTER =
      Remotes.roster(
          "vision",
          List.of(
              Remotes.member("root", TeamRole.BuiltIn.ADMIN),
              Remotes.member("alice", TeamRole.BuiltIn.MEMBER),
              Remotes.member("eve", TeamRole.BuiltIn.VIEWER),
              Remotes.member("carl", TeamRole.named("Reviewer")),
              Remotes.robot("ci"),
              Remotes.invitation("new@example.com")));

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

  private static AuthoritativeTeam.Outcome outcome(String waiting, StepResult... results) {
    return new AuthoritativeTeam.Outcome(1, new StepResults(List.of(results)), waiting);
  }

  private static StepResult withheld(Rule rule) {
    return new StepResult.Withheld(STEP, new Violation(rule, "spec", "it is so", "change it"));
  }

  private static HeldPlan plan(int steps, int approvals) {
    return HeldPlan.of(
        "t1",
        IntStream.range(0, steps)
            .<Step>mapToObj(i -> new Step.RemoveMember("u" + i, "u" + i, TeamRole.BuiltIn.MEMBER))
            .toList(),
        approvals);
  }

  private static @Nullable Reason reason(Optional<Ending> ending) {
    return ending
        .map(end -> end.orThrow().finding(ConditionType.Ready).orElseThrow().reason())
        .orElse(null);
  }

  @Test
  void members_are_counted_by_role_and_kind() {
    var counts = TeamReport.counts(ROSTER, 2);
    assertThat(counts.total()).isEqualTo(6);
    assertThat(counts.admins()).isEqualTo(1);
    assertThat(counts.undeclared()).isEqualTo(2);
    assertThat(TeamReport.people(ROSTER)).isEqualTo(4);
  }

  @Test
  void fewer_admins_than_wished_are_a_warning() {
    var counts = TeamReport.counts(ROSTER, 0);
    assertThat(TeamReport.warnings(spec(null), counts, Optional.empty(), plan(0, 0)))
        .singleElement()
        .asString()
        .contains("The team has 1 admin, fewer than the 2");
  }

  @Test
  void approval_of_another_plan_is_a_warning() {
    var counts = TeamReport.counts(ROSTER, 0);
    var held = plan(1, 0);
    assertThat(TeamReport.warnings(spec(null), counts, Optional.of("other"), held)).hasSize(2);
    assertThat(TeamReport.warnings(spec(null), counts, Optional.of(held.hash()), held)).hasSize(1);
  }

  @Test
  void held_plan_is_summarized_with_limited_steps() {
    var summary = TeamReport.held(plan(60, 3));
    assertThat(summary).isNotNull();
    assertThat(summary.held()).isTrue();
    assertThat(summary.total()).isEqualTo(60);
    assertThat(summary.steps()).hasSize(50);
  }

  @Test
  void approvals_stay_without_a_held_plan() {
    assertThat(TeamReport.held(plan(0, 0))).isNull();
    assertThat(TeamReport.held(plan(0, 3))).isEqualTo(TeamReport.approved(3));
  }

  @Test
  void failed_removal_is_returned_as_a_value() {
    var error = new WandbException.Invalid("no");
    var failed = outcome("", withheld(Rule.LAST_ADMIN), new StepResult.Failed(STEP, error));
    assertThat(TeamReport.problem(spec(null), ROSTER, failed)).contains(new Ending.Failed(error));
  }

  @Test
  void withheld_removal_is_reported_before_waiting_members() {
    var both = outcome("waits", withheld(Rule.LAST_ADMIN));
    assertThat(reason(TeamReport.problem(spec(null), ROSTER, both))).isEqualTo(Reason.LastAdmin);
  }

  @Test
  void removal_limit_is_no_problem_beside_the_held_plan() {
    assertThat(TeamReport.problem(spec(null), ROSTER, outcome("", withheld(Rule.REMOVAL_LIMIT))))
        .isEmpty();
  }

  @Test
  void waiting_members_are_reported_before_privacy() {
    var spec = spec(new ExpectedPrivacy(true));
    assertThat(reason(TeamReport.problem(spec, ROSTER, outcome("waits"))))
        .isEqualTo(Reason.UndeclaredMembers);
    assertThat(reason(TeamReport.problem(spec, ROSTER, outcome(""))))
        .isEqualTo(Reason.PrivacyDiffers);
    assertThat(TeamReport.problem(spec(new ExpectedPrivacy(false)), ROSTER, outcome(""))).isEmpty();
  }
}
