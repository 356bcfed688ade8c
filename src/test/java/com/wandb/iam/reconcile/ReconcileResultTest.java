package com.wandb.iam.reconcile;

import static com.wandb.iam.reconcile.ReconcileResult.Retry.AFTER;
import static com.wandb.iam.reconcile.ReconcileResult.Retry.BACKING_OFF;
import static com.wandb.iam.reconcile.ReconcileResult.Retry.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReconcileResultTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Reason WHY = Reason.Conflict;

  /** Returns the conditions, as {@code Ready False Conflict: words}. */
  private static String conditions(ReconcileResult result) {
    return result.findings().stream()
        .map(
            one ->
                one.type()
                    + " "
                    + one.state().text()
                    + " "
                    + one.reason()
                    + (one.message().isEmpty() ? "" : ": " + one.message()))
        .collect(Collectors.joining("; "));
  }

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of(
            ReconcileResult.ready("m"),
            "Accepted True Valid; Synced True Synced; Ready True Ready: m",
            NEVER,
            null),
        Arguments.of(
            ReconcileResult.expired("m"),
            "Accepted True Valid; Synced True Synced; Active False Expired: m; Ready True Expired: m",
            NEVER,
            null),
        Arguments.of(
            ReconcileResult.rejected(WHY, "m"),
            "Accepted False Conflict: m; Synced Unknown Conflict; Ready False Conflict: m; Stalled True Conflict: m",
            NEVER,
            null),
        Arguments.of(
            ReconcileResult.notOffered(WHY, "m"),
            "Accepted False Conflict: m; Synced Unknown Conflict; Ready False Conflict: m; Stalled True Conflict: m",
            BACKING_OFF,
            null),
        Arguments.of(
            ReconcileResult.unresolved(WHY, "m"),
            "Accepted False Conflict: m; Synced Unknown Conflict; Ready False Conflict: m",
            NEVER,
            null),
        Arguments.of(
            ReconcileResult.waiting(WHY, "m"),
            "Accepted True Valid; Synced False Conflict: m; Ready False Conflict: m",
            BACKING_OFF,
            null),
        Arguments.of(
            ReconcileResult.waiting(WHY, "m", MINUTE),
            "Accepted True Valid; Synced False Conflict: m; Ready False Conflict: m",
            AFTER,
            MINUTE),
        Arguments.of(
            ReconcileResult.blocked(WHY, "m"),
            "Accepted True Valid; Synced False Conflict: m; Ready False Conflict: m; Stalled True Conflict: m",
            BACKING_OFF,
            null),
        Arguments.of(
            ReconcileResult.observed(List.of()),
            "Accepted True Valid; Synced True Observing; Ready True Observing: The W&B server matches the spec. The operator only observes it.",
            NEVER,
            null),
        Arguments.of(ReconcileResult.noChange(), "", NEVER, null));
  }

  @ParameterizedTest
  @MethodSource("results")
  void result_has_its_conditions_and_retry(
      ReconcileResult result, String conditions, Retry retry, @Nullable Duration after) {
    assertThat(conditions(result)).isEqualTo(conditions);
    assertThat(result.retry()).isEqualTo(retry);
    assertThat(result.after()).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | The operator would do 1.
          5 | The operator would do 1; do 2; do 3; do 4; do 5.
          6 | The operator would do 1; do 2; do 3; do 4; do 5 and 1 more.
          9 | The operator would do 1; do 2; do 3; do 4; do 5 and 4 more.
          """)
  void observed_drift_names_five_steps(int steps, String beginning) {
    var would = IntStream.rangeClosed(1, steps).mapToObj(step -> "do " + step).toList();
    var result = ReconcileResult.observed(would);
    assertThat(result.retry()).isEqualTo(NEVER);
    assertThat(result.finding(ConditionType.Stalled).orElseThrow())
        .isEqualTo(
            new ConditionUpdate(
                ConditionType.Stalled,
                State.TRUE,
                Reason.Drifted,
                beginning + " It changes nothing, because spec.managementPolicy is Observe."));
  }

  @Test
  void condition_is_added_or_replaced() {
    var result = ReconcileResult.waiting(WHY, "m", MINUTE);
    var added = result.with(ConditionType.Active, State.TRUE, Reason.Ready, "a");
    assertThat(conditions(added)).isEqualTo(conditions(result) + "; Active True Ready: a");
    assertThat(added.after()).isEqualTo(MINUTE);
    var replaced = result.with(ConditionType.Synced, State.TRUE, Reason.Synced, "s");
    assertThat(conditions(replaced))
        .isEqualTo("Accepted True Valid; Ready False Conflict: m; Synced True Synced: s");
    assertThat(result.finding(ConditionType.Active)).isEmpty();
  }

  @Test
  void requeue_is_taken_over_only_without_an_own_one() {
    var ready = ReconcileResult.ready("m");
    var soon = ReconcileResult.waiting(WHY, "m", MINUTE);
    assertThat(ready.requeueLike(soon))
        .isEqualTo(new ReconcileResult(ready.findings(), AFTER, MINUTE));
    assertThat(soon.requeueLike(ready.requeueWithBackoff())).isEqualTo(soon);
  }

  @Test
  void requeue_with_backoff_replaces_a_known_delay() {
    var soon = ReconcileResult.waiting(WHY, "m", MINUTE);
    assertThat(soon.requeueWithBackoff()).isEqualTo(ReconcileResult.waiting(WHY, "m"));
  }

  @ParameterizedTest
  @CsvSource({"12:00:05, 5000", "12:00:00, 1", "11:59:00, 1", ", "})
  void requeue_time_becomes_a_positive_delay(@Nullable String time, @Nullable Long millis) {
    var at = time == null ? null : Instant.parse("2026-03-01T" + time + "Z");
    var result = ReconcileResult.ready("m").requeueAt(at, NOON);
    assertThat(result.after()).isEqualTo(millis == null ? null : Duration.ofMillis(millis));
    assertThat(result.retry()).isEqualTo(millis == null ? NEVER : AFTER);
    assertThat(result.findings()).isEqualTo(ReconcileResult.ready("m").findings());
  }
}
