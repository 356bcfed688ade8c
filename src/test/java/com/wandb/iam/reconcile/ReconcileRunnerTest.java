package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@EnableKubernetesMockClient(crud = true, https = false)
class ReconcileRunnerTest {
  private KubernetesClient client;
  private RunnerWorld world;
  private ReconcileRunner runner;

  @BeforeEach
  void begin() {
    world = new RunnerWorld(client);
    runner = world.runner();
  }

  @AfterEach
  void end() {
    world.close();
    Thread.interrupted();
  }

  static Stream<Arguments> ends() {
    var waiting = ReconcileResult.waiting(Reason.Pending, "m");
    return Stream.of(
        Arguments.of(ReconcileResult.ready("m"), "READY", null, "True Ready"),
        Arguments.of(waiting, "NOT_READY", 1000L, "False Pending"),
        Arguments.of(new ReconcileAbort(waiting), "NOT_READY", 1000L, "False Pending"),
        Arguments.of(new IllegalStateException("m"), "NOT_READY", 1000L, "False Error"),
        Arguments.of(ReconcileResult.noChange(), "UNTOUCHED", null, null),
        Arguments.of(StaleResourceException.byAnother(), "OVERTAKEN", 1000L, null),
        Arguments.of(StaleResourceException.byDeletion(), "OVERTAKEN", null, null));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void reconciliation_reports_its_end(
      Object end, String outcome, @Nullable Long delay, @Nullable String ready) {
    var pass = world.pass("");
    var control = runner.reconcile(pass, RunnerWorld.ending(end));
    assertThat(world.outcomes).containsExactly("Team " + outcome);
    assertThat(control.getScheduleDelay().orElse(null)).isEqualTo(delay);
    assertThat(pass.saved().stream().map(saved -> ready(saved.conditions())).toList())
        .isEqualTo(ready == null ? List.of() : List.of(ready));
  }

  private static String ready(List<Condition> conditions) {
    var ready = Conditions.find(conditions, "Ready").orElseThrow();
    return ready.status() + " " + ready.reason();
  }

  @Test
  void overtaken_resource_is_read_again() {
    var pass = world.pass("");
    client
        .resource(pass.resource())
        .edit(
            team -> {
              team.getMetadata().setLabels(Map.of("by", "another"));
              return team;
            });
    runner.reconcile(pass, RunnerWorld.ending(StaleResourceException.byAnother()));
    assertThat(world.writes.newest(pass.resource(), client).orElseThrow().getMetadata().getLabels())
        .containsEntry("by", "another");
  }

  @Test
  void misread_resource_is_rejected_without_work() {
    var pass = world.pass(RunnerWorld.MISREAD.formatted(""));
    runner.reconcile(pass, RunnerWorld.ending(new IllegalStateException("not reached")));
    assertThat(ready(pass.saved().getFirst().conditions())).isEqualTo("False Misread");
    assertThat(world.outcomes).containsExactly("Team NOT_READY");
  }

  @Test
  void error_of_a_stopping_operator_is_a_failure() {
    var pass = world.pass("");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                runner.reconcile(
                    pass,
                    stopped -> {
                      Thread.currentThread().interrupt();
                      throw new IllegalArgumentException("interrupted");
                    }));
    assertThat(world.outcomes).containsExactly("Team FAILED");
  }

  /** Reconciles with work that asks for the next one in 7 seconds, and notes the status. */
  private Optional<Long> delay(Team cached, List<TeamStatus> seen) {
    return runner
        .reconcile(
            cached,
            world.context(),
            TeamStatus.class,
            (known, team, context) -> TeamPass.of(team, known, context),
            (TeamPass pass) -> {
              seen.add(pass.resource().getStatus());
              return UpdateControl.<Team>noUpdate().rescheduleAfter(7_000);
            })
        .getScheduleDelay();
  }

  @Test
  void new_resource_has_no_observed_generation() {
    var seen = new ArrayList<TeamStatus>();
    var team = world.stored("");
    team.setStatus(null);
    assertThat(delay(team, seen)).contains(7_000L);
    assertThat(seen.getFirst().observedGeneration()).isEqualTo(-1);
  }

  @Test
  void known_resource_keeps_its_status() {
    var seen = new ArrayList<TeamStatus>();
    delay(TeamPass.team("name: vision, namespace: ml, uid: u1", "id: t1"), seen);
    assertThat(seen.getFirst().id()).isEqualTo("t1");
  }

  @Test
  void deleted_resource_is_not_reconciled() {
    var seen = new ArrayList<TeamStatus>();
    var deleted =
        TeamPass.team(
            "name: vision, namespace: ml, uid: u1, deletionTimestamp: '2026-03-01T12:00:00Z'", "");
    assertThat(delay(deleted, seen)).isEmpty();
    world.writes.gone(deleted);
    assertThat(delay(TeamPass.team("name: vision, namespace: ml, uid: u1", ""), seen)).isEmpty();
    assertThat(seen).isEmpty();
  }

  @Test
  void no_work_begins_before_the_start_is_complete() {
    var early = world.runner(new CountDownLatch(1));
    var team = world.stored("");
    Thread.currentThread().interrupt();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                early.<Team, TeamStatus, TeamPass>cleanup(
                    team,
                    world.context(),
                    TeamStatus.class,
                    (known, read, context) -> TeamPass.of(read, known, context),
                    pass -> DeleteControl.noFinalizerRemoval()))
        .withMessageContaining("before the start");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void resource_of_the_cluster_is_described_without_namespace() {
    assertThat(ReconcileRunner.describe(TeamPass.team("name: vision, namespace: ml", "")))
        .isEqualTo("Team ml/vision");
    assertThat(ReconcileRunner.describe(TeamPass.team("name: vision", "")))
        .isEqualTo("Team vision");
  }
}
