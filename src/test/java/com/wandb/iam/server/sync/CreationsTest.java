package com.wandb.iam.server.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.access.plan.Standing;
import com.wandb.iam.account.AccountFixture;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CreationsTest {
  private static final Instant NOON = AccountFixture.NOON;

  private final AccountFixture fixture = new AccountFixture(null);
  private final Creations creations = fixture.creations();

  @AfterEach
  void end() {
    fixture.close();
  }

  private static @Nullable PendingCreate intent(@Nullable String name, Duration age) {
    return name == null ? null : new PendingCreate(name, NOON.minus(age));
  }

  private static ReconcileResult end(Runnable decision) {
    return catchThrowableOfType(ReconcileAbort.class, decision::run).conclusion();
  }

  private static Reason reason(ReconcileResult result) {
    return result.finding(ConditionType.Ready).orElseThrow().reason();
  }

  /** An intent of 11:00, and the creation time of the object with this name. */
  @ParameterizedTest
  @CsvSource({
    "vision, 2026-03-01T11:00:01Z, true",
    "vision, 2026-03-01T11:11:00Z, true",
    "vision, 2026-03-01T11:11:01Z, false",
    "vision, 2026-02-01T11:00:00Z, false",
    "vision, , false",
    "other, 2026-03-01T11:00:01Z, false",
    ", 2026-03-01T11:00:01Z, false"
  })
  void object_created_by_its_request_is_ours(
      @Nullable String intended, @Nullable Instant created, boolean ours) {
    var intent = intent(intended, Duration.ofHours(1));
    var connection = fixture.connection();
    assertThat(creations.isOurs(intent, "vision", created, connection)).isEqualTo(ours);
    var found = Optional.of(new Standing.Found(created, true));
    assertThat(creations.isOwn("vision", intent, NOON, found, connection)).isEqualTo(ours);
  }

  @Test
  void object_waits_while_the_clocks_differ() {
    fixture.server.skew(Duration.ofMinutes(6));
    var connection = fixture.connection();
    var intent = intent("vision", Duration.ZERO);
    var result = end(() -> creations.isOurs(intent, "vision", NOON, connection));
    assertThat(reason(result)).isEqualTo(Reason.ClockSkew);
    var found = Optional.of(new Standing.Found(NOON, true));
    result = end(() -> creations.isOwn("vision", intent, NOON, found, connection));
    assertThat(reason(result)).isEqualTo(Reason.ClockSkew);
  }

  /** A request without an answer can still create the object for a while. */
  @ParameterizedTest
  @CsvSource({", false", "PT0S, true", "PT24H, false"})
  void absent_object_is_awaited_after_a_recent_intent(@Nullable Duration age, boolean waits) {
    var intent = age == null ? null : intent("vision", age);
    Runnable search =
        () ->
            assertThat(
                    creations.isOwn("vision", intent, NOON, Optional.empty(), fixture.connection()))
                .isFalse();
    for (var decision : List.<Runnable>of(search, () -> creations.awaitArrival(intent))) {
      if (waits) {
        var result = end(decision);
        assertThat(reason(result)).isEqualTo(Reason.Pending);
        assertThat(result.after()).isPositive();
      } else {
        assertThatCode(decision::run).doesNotThrowAnyException();
      }
    }
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new WandbException.Invalid("words"), true),
        Arguments.of(
            new WandbException.Unavailable(Outage.CONNECTION, "words", false, null, null), true),
        Arguments.of(
            new WandbException.Unavailable(Outage.TIMEOUT, "words", true, null, null), false));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void intent_is_withdrawn_if_nothing_was_created(WandbException error, boolean withdrawn) {
    var calls = new ArrayList<String>();
    assertThatThrownBy(
            () ->
                creations.make(
                    () -> calls.add("withdrawn"),
                    () -> {
                      throw error;
                    }))
        .isSameAs(error);
    assertThat(calls).isEqualTo(withdrawn ? List.of("withdrawn") : List.of());
  }

  @Test
  void intent_stays_after_a_creation() {
    var calls = new ArrayList<String>();
    assertThat(creations.<String>make(() -> calls.add("withdrawn"), () -> "id-1"))
        .isEqualTo("id-1");
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({", false", "PT0S, true", "PT6M, true", "PT6M1S, false"})
  void earlier_open_intent_survives_a_withdrawn_one(@Nullable Duration age, boolean stays) {
    var earlier = age == null ? null : intent("vision", age);
    assertThat(creations.withdraw(earlier)).isEqualTo(stays ? earlier : null);
  }

  @Test
  void time_of_an_intent_has_whole_seconds() {
    var precise = new Creations(null, null, () -> NOON.plusMillis(1999));
    assertThat(precise.now(fixture.connection())).isEqualTo(NOON.plusSeconds(1));
  }
}
