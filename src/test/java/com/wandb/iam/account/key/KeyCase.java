package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts for tables: key 4 with id k4 is current in Secret and status. There are no other facts. */
record KeyCase(KeyFacts facts) {
  static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
  static final KeySchedule DAILY =
      new KeySchedule(Duration.ofDays(1), Duration.ofHours(2), Duration.ofHours(5));
  static final KeyFacts.Key CURRENT = key("k4", 4);
  static final KeyFacts.Key PREVIOUS = key("k3", 3);

  static KeyCase rest() {
    return new KeyCase(
        new KeyFacts(
            CURRENT,
            null,
            state("k4", 4, null),
            null,
            KeyFacts.Requests.NONE,
            KeySchedule.ON_DEMAND,
            "uid",
            "trainer",
            false,
            null,
            true,
            CREATED));
  }

  /** Puts the previous key in Secret and status. The operator may revoke it after three hours. */
  static KeyCase overlap() {
    return rest()
        .previous(PREVIOUS)
        .state(state("k4", 4, outstanding("k3")))
        .schedule(DAILY)
        .after(Duration.ofHours(3));
  }

  static KeyFacts.Key key(@Nullable String id, long sequence) {
    return new KeyFacts.Key(id, sequence, CREATED, false);
  }

  static KeyFacts.Key imported(@Nullable String id) {
    return new KeyFacts.Key(id, 0, CREATED, true);
  }

  static ApiKeyState state(
      @Nullable String id, @Nullable Long sequence, @Nullable PreviousKey previous) {
    return new ApiKeyState(id, sequence, CREATED, null, null, List.of(), previous);
  }

  static ApiKeyState state(String id, long sequence, @Nullable PreviousKey previous) {
    return state(id, Long.valueOf(sequence), previous);
  }

  static PreviousKey outstanding(@Nullable String id) {
    return new PreviousKey(id, CREATED.plus(DAILY.overlap()), List.of(), null);
  }

  static PendingKey intent(long sequence) {
    return new PendingKey(
        new KeyMarker("cluster", "uid", sequence).text(), Map.of("ROTATE", "1"), null);
  }

  KeyCase current(KeyFacts.@Nullable Key key) {
    return with(key, facts.previous(), facts.state(), facts.pending());
  }

  KeyCase previous(KeyFacts.@Nullable Key key) {
    return with(facts.current(), key, facts.state(), facts.pending());
  }

  KeyCase state(@Nullable ApiKeyState state) {
    return with(facts.current(), facts.previous(), state, facts.pending());
  }

  KeyCase pending(@Nullable PendingKey pending) {
    return with(facts.current(), facts.previous(), facts.state(), pending);
  }

  private KeyCase with(
      KeyFacts.@Nullable Key current,
      KeyFacts.@Nullable Key previous,
      @Nullable ApiKeyState state,
      @Nullable PendingKey pending) {
    return new KeyCase(
        new KeyFacts(
            current,
            previous,
            state,
            pending,
            facts.requests(),
            facts.schedule(),
            facts.uid(),
            facts.account(),
            facts.adopted(),
            facts.withheld(),
            facts.clocksAgree(),
            facts.now()));
  }

  KeyCase requests(boolean rotate, boolean revokeNow, boolean executedBefore) {
    return with(
        new KeyFacts.Requests(rotate, revokeNow, executedBefore),
        facts.schedule(),
        facts.adopted(),
        facts.withheld(),
        facts.clocksAgree(),
        facts.now());
  }

  KeyCase schedule(KeySchedule schedule) {
    return with(
        facts.requests(),
        schedule,
        facts.adopted(),
        facts.withheld(),
        facts.clocksAgree(),
        facts.now());
  }

  KeyCase adopted() {
    return with(
        facts.requests(),
        facts.schedule(),
        true,
        facts.withheld(),
        facts.clocksAgree(),
        facts.now());
  }

  KeyCase withheld(String reason) {
    return with(
        facts.requests(),
        facts.schedule(),
        facts.adopted(),
        reason,
        facts.clocksAgree(),
        facts.now());
  }

  KeyCase clocksDiffer() {
    return with(
        facts.requests(), facts.schedule(), facts.adopted(), facts.withheld(), false, facts.now());
  }

  KeyCase after(Duration time) {
    return at(CREATED.plus(time));
  }

  KeyCase at(Instant now) {
    return with(
        facts.requests(),
        facts.schedule(),
        facts.adopted(),
        facts.withheld(),
        facts.clocksAgree(),
        now);
  }

  private KeyCase with(
      KeyFacts.Requests requests,
      KeySchedule schedule,
      boolean adopted,
      @Nullable String withheld,
      boolean clocksAgree,
      Instant now) {
    return new KeyCase(
        new KeyFacts(
            facts.current(),
            facts.previous(),
            facts.state(),
            facts.pending(),
            requests,
            schedule,
            facts.uid(),
            facts.account(),
            adopted,
            withheld,
            clocksAgree,
            now));
  }

  KeyPlan plan() {
    return new KeyPlan(facts);
  }

  RevocationPlan revocation() {
    return new RevocationPlan(facts);
  }
}
