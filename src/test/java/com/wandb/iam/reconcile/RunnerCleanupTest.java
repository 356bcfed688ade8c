package com.wandb.iam.reconcile;

import static com.wandb.iam.reconcile.RunnerWorld.FINALIZER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of resources that are being deleted. */
@EnableKubernetesMockClient(crud = true, https = false)
class RunnerCleanupTest {
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
  }

  static Stream<Arguments> cleanups() {
    return Stream.of(
        Arguments.of(null, "GONE", null),
        Arguments.of(ReconcileResult.waiting(Reason.Pending, "m"), "NOT_READY", 1000L),
        Arguments.of(ReconcileResult.rejected(Reason.Conflict, "m"), "NOT_READY", 30_000L),
        Arguments.of(new IllegalStateException("m"), "NOT_READY", 1000L),
        Arguments.of(StaleResourceException.byAnother(), "OVERTAKEN", 1000L),
        Arguments.of(StaleResourceException.byDeletion(), "OVERTAKEN", null));
  }

  @ParameterizedTest
  @MethodSource("cleanups")
  void cleanup_reports_its_end(@Nullable Object end, String outcome, @Nullable Long delay) {
    var pass = world.pass("");
    var control =
        runner.cleanup(
            pass,
            cleaned ->
                end == null ? Optional.empty() : Optional.of(RunnerWorld.ending(end).apply(pass)));
    assertThat(world.outcomes).containsExactly("Team " + outcome);
    assertThat(control.getScheduleDelay().orElse(null)).isEqualTo(delay);
    assertThat(control.isRemoveFinalizer()).as("the operator removes it itself").isFalse();
    assertThat(world.forgotten).isEqualTo(end == null ? List.of("vision") : List.of());
    assertThat(pass.isOver()).isEqualTo(end == null);
    assertThat(world.finalizers()).isEqualTo(end == null ? patched("other") : patched());
  }

  /** Returns the finalizers with those of a patch: the API server in memory adds to a list. */
  private static List<String> patched(String... sent) {
    return Stream.concat(Stream.of("other", FINALIZER), Stream.of(sent)).toList();
  }

  @Test
  void released_resource_is_not_reconciled_again() {
    var pass = world.pass("");
    runner.cleanup(pass, cleaned -> Optional.empty());
    assertThat(world.writes.newest(pass.resource(), client)).isEmpty();
  }

  /** Its deletion policy is unknown, so only a user or the namespace may end the wait. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                               | false | false
          , iam.wandb.com/abandon: 'false' | false | false
          , iam.wandb.com/abandon: 'true'  | false | true
          ``                               | true  | true
          """)
  void unreadable_resource_is_released_on_request(
      String annotation, boolean terminating, boolean released) {
    if (terminating) {
      world.deleteNamespace();
    }
    var pass = world.pass(RunnerWorld.MISREAD.formatted(annotation));
    runner.cleanup(
        pass,
        cleaned -> {
          throw new AssertionError("not reached");
        });
    assertThat(pass.isOver()).isEqualTo(released);
    assertThat(world.outcomes).containsExactly(released ? "Team GONE" : "Team NOT_READY");
    assertThat(world.events.recorded().getFirst())
        .startsWith(released ? "Warning Orphaned: Did not delete" : "Warning Misread");
  }

  @Test
  void cleanup_of_a_resource_without_status_works() {
    var team = world.stored("");
    team.setStatus(null);
    var control =
        runner.cleanup(
            team,
            world.context(),
            TeamStatus.class,
            (known, read, context) -> TeamPass.of(read, known, context),
            (TeamPass pass) -> runner.cleanup(pass, cleaned -> Optional.empty()));
    assertThat(control.isRemoveFinalizer()).isFalse();
    assertThat(world.finalizers()).isEqualTo(patched("other"));
    assertThat(world.forgotten).containsExactly("vision");
  }
}
