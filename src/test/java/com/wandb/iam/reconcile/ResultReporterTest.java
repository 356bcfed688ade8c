package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.FakeEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResultReporterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant BEFORE = Instant.parse("2026-03-01T11:00:00Z");

  private final FakeEvents events = new FakeEvents();
  private ResultReporter reporter;

  @BeforeEach
  void begin() {
    // The random source returns 0, so each delay is half of the doubled one.
    var backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(60), () -> 0L);
    reporter = new ResultReporter(events.recorder(() -> NOON), backoff, () -> NOON);
  }

  private static TeamPass pass(@Nullable String ready) {
    if (ready == null) {
      return TeamPass.of("", "handled: {rotate: '1'}");
    }
    var parts = ready.split(" ");
    return TeamPass.of(
        "",
        "handled: {rotate: '1'}, conditions: [{type: Ready, status: '%s', reason: %s, lastTransitionTime: '%s'}]"
            .formatted(parts[0], parts[1], BEFORE));
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of(null, ReconcileResult.ready("words"), "Normal Ready"),
        Arguments.of("True Ready", ReconcileResult.ready("words"), null),
        Arguments.of("False Ready", ReconcileResult.ready("words"), "Normal Ready"),
        Arguments.of("True Expired", ReconcileResult.ready("words"), "Normal Ready"),
        Arguments.of(
            "False Conflict", ReconcileResult.waiting(Reason.Error, "words"), "Warning Error"),
        Arguments.of("False Error", ReconcileResult.waiting(Reason.Error, "other words"), null),
        Arguments.of(
            "True Ready", ReconcileResult.blocked(Reason.Conflict, "words"), "Warning Conflict"),
        Arguments.of("True Ready", ReconcileResult.noChange(), null));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void change_of_ready_is_an_event(
      @Nullable String before, ReconcileResult result, @Nullable String event) {
    reporter.report(pass(before), result);
    if (event == null) {
      assertThat(events.recorded()).isEmpty();
    } else {
      assertThat(events.recorded()).containsExactly(event + ": words");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"Pending", "ServerNotReady", "TeamNotReady", "Suspended"})
  void expected_wait_is_no_warning(Reason reason) {
    reporter.report(pass("True Ready"), ReconcileResult.waiting(reason, "words"));
    assertThat(events.recorded()).containsExactly("Normal " + reason + ": words");
  }

  @Test
  void report_saves_the_conditions_of_this_generation() {
    var pass = pass("True Expired");
    reporter.report(pass, ReconcileResult.ready("words"));
    assertThat(pass.saved())
        .singleElement()
        .satisfies(
            saved -> {
              assertThat(saved.observedGeneration()).isEqualTo(3);
              assertThat(saved.handled()).isEqualTo(Map.of("rotate", "1"));
              assertThat(saved.conditions())
                  .extracting(Condition::type)
                  .containsExactly("Accepted", "Synced", "Ready");
              assertThat(saved.conditions().getLast().lastTransitionTime()).isEqualTo(BEFORE);
              assertThat(saved.conditions().getFirst().lastTransitionTime()).isEqualTo(NOON);
            });
  }

  @Test
  void result_without_ready_removes_the_other_conditions() {
    var pass = pass("True Ready");
    var only =
        ReconcileResult.noChange()
            .with(ConditionType.Synced, ConditionUpdate.State.TRUE, Reason.Synced, "");
    reporter.report(pass, only);
    assertThat(pass.saved().getFirst().conditions())
        .extracting(Condition::type)
        .containsExactly("Synced");
    assertThat(events.recorded()).isEmpty();
  }

  @Test
  void delay_grows_until_a_result_without_retry() {
    var pass = pass(null);
    var waiting = ReconcileResult.waiting(Reason.Pending, "words");
    assertThat(reporter.delay(pass, waiting)).contains(Duration.ofSeconds(1));
    assertThat(reporter.delay(pass, waiting)).contains(Duration.ofSeconds(2));
    assertThat(reporter.delay(pass, ReconcileResult.ready("words"))).isEmpty();
    assertThat(reporter.delay(pass, waiting)).contains(Duration.ofSeconds(1));
  }

  @Test
  void known_delay_is_kept_and_leaves_the_backoff() {
    var pass = pass(null);
    var waiting = ReconcileResult.waiting(Reason.Pending, "words");
    reporter.delay(pass, waiting);
    assertThat(
            reporter.delay(
                pass, ReconcileResult.waiting(Reason.Pending, "words", Duration.ofHours(1))))
        .contains(Duration.ofHours(1));
    assertThat(reporter.delay(pass, waiting)).contains(Duration.ofSeconds(2));
  }

  @Test
  void delay_of_one_resource_does_not_delay_another() {
    var waiting = ReconcileResult.waiting(Reason.Pending, "words");
    reporter.delay(pass(null), waiting);
    var other = TeamPass.of(TeamPass.team("name: speech, namespace: ml, uid: u2", ""));
    assertThat(reporter.delay(other, waiting)).contains(Duration.ofSeconds(1));
  }
}
