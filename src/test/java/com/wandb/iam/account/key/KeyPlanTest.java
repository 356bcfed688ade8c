package com.wandb.iam.account.key;

import static com.wandb.iam.account.key.KeyCase.CREATED;
import static com.wandb.iam.account.key.KeyCase.CURRENT;
import static com.wandb.iam.account.key.KeyCase.DAILY;
import static com.wandb.iam.account.key.KeyCase.imported;
import static com.wandb.iam.account.key.KeyCase.intent;
import static com.wandb.iam.account.key.KeyCase.key;
import static com.wandb.iam.account.key.KeyCase.outstanding;
import static com.wandb.iam.account.key.KeyCase.overlap;
import static com.wandb.iam.account.key.KeyCase.rest;
import static com.wandb.iam.account.key.KeyCase.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.wandb.RemoteKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPlanTest {
  private static final KeyStep.Requeue REQUEUE = new KeyStep.Requeue();
  private static final Instant DUE = DAILY.rotatesAt(CREATED, "uid/4").orElseThrow();

  private static KeyStep.Rotate rotate(long sequence) {
    return new KeyStep.Rotate(sequence, false);
  }

  @ParameterizedTest
  @CsvSource({"4, 3, 2, 4", "3, 4, 2, 4", "2, 3, 4, 4"})
  void highest_number_is_of_secret_status_or_intent(
      long secret, long status, long intended, long highest) {
    var found =
        rest()
            .current(key("k", secret))
            .state(state("k", status, null))
            .pending(intent(intended))
            .plan();
    assertThat(found.highestNumber()).isEqualTo(highest);
  }

  @Test
  void highest_number_without_keys_is_zero() {
    assertThat(rest().current(null).state(null).plan().highestNumber()).isZero();
    assertThat(rest().current(null).state(state("k", null, null)).plan().highestNumber()).isZero();
    var unmarked = new PendingKey("made by hand", Map.of(), null);
    assertThat(rest().current(null).state(null).pending(unmarked).plan().highestNumber()).isZero();
  }

  @Test
  void keys_begin_unknown_without_status_or_secret() {
    assertThat(rest().plan().beginsUnknown()).isFalse();
    assertThat(rest().state(null).plan().beginsUnknown()).isTrue();
    assertThat(rest().current(null).plan().beginsUnknown()).isTrue();
  }

  @Test
  void recovery_without_intent_has_no_steps() {
    assertThat(rest().plan().recovery()).isEmpty();
  }

  @Test
  void recovery_of_published_key_acknowledges_its_actions() {
    assertThat(rest().pending(intent(4)).plan().recovery())
        .containsExactly(
            new KeyStep.Acknowledge(Map.of("ROTATE", "1")),
            new KeyStep.NoteKeys(),
            new KeyStep.ForgetIntent());
  }

  @Test
  void recovery_of_unpublished_key_searches() {
    assertThat(rest().pending(intent(5)).plan().recovery()).containsExactly(new KeyStep.Search());
    assertThat(rest().current(null).pending(intent(4)).plan().recovery())
        .containsExactly(new KeyStep.Search());
  }

  @Test
  void search_without_list_warns_and_keeps_the_intent() {
    assertThat(KeyPlan.afterSearch(false, true, true, null))
        .hasSize(2)
        .contains(REQUEUE)
        .first()
        .isInstanceOfSatisfying(
            KeyStep.Warn.class, warn -> assertThat(warn.warning()).contains("creates no key"));
  }

  @Test
  void incomplete_search_warns_and_keeps_the_intent() {
    assertThat(KeyPlan.afterSearch(true, true, true, "k9"))
        .hasSize(2)
        .contains(REQUEUE)
        .first()
        .isInstanceOfSatisfying(
            KeyStep.Warn.class, warn -> assertThat(warn.warning()).contains("k9", "do not prove"));
  }

  @Test
  void search_with_strays_left_is_repeated() {
    assertThat(KeyPlan.afterSearch(true, true, false, null)).containsExactly(REQUEUE);
  }

  @Test
  void search_forgets_the_intent_of_an_arrived_key() {
    assertThat(KeyPlan.afterSearch(true, true, true, null))
        .containsExactly(new KeyStep.ForgetIntent());
  }

  @Test
  void search_awaits_a_key_without_trace() {
    assertThat(KeyPlan.afterSearch(true, false, true, null))
        .containsExactly(new KeyStep.AwaitArrival());
  }

  @Test
  void request_is_forgotten_once_it_had_time_to_arrive() {
    var later = CREATED.plusSeconds(1);
    assertThat(rest().plan().afterWait(later)).containsExactly(new KeyStep.RequeueAt(later));
    assertThat(rest().plan().afterWait(CREATED)).containsExactly(new KeyStep.ForgetIntent());
  }

  @Test
  void first_key_in_status_keeps_its_number() {
    assertThat(rest().current(null).plan().first(key("k4", 0)))
        .containsExactly(new KeyStep.Renumber(4));
    assertThat(rest().current(null).state(state("k4", null, null)).plan().first(key("k4", 9)))
        .containsExactly(new KeyStep.Renumber(0));
  }

  @Test
  void first_key_of_new_account_acknowledges_requests() {
    assertThat(rest().current(null).state(null).plan().first(key("k1", 0)))
        .containsExactly(
            new KeyStep.ForgetState(),
            new KeyStep.RevokeStrays(),
            new KeyStep.AcknowledgeAll(),
            new KeyStep.SaveKeys());
  }

  @Test
  void first_key_of_adopted_account_acknowledges_nothing() {
    assertThat(rest().current(null).state(null).adopted().plan().first(key("k1", 0)))
        .containsExactly(
            new KeyStep.ForgetState(), new KeyStep.RevokeStrays(), new KeyStep.SaveKeys());
  }

  @Test
  void imported_first_key_is_not_saved_before_rotation() {
    assertThat(rest().current(null).state(null).plan().first(imported("k1")))
        .containsExactly(new KeyStep.ForgetState(), new KeyStep.RevokeStrays());
  }

  @Test
  void other_first_key_revokes_the_keys_in_status() {
    var lost = rest().current(null).state(state("k4", 4, outstanding("k3")));
    assertThat(lost.plan().first(key("k1", 0)))
        .containsExactly(
            new KeyStep.Revoke("k4"),
            new KeyStep.Revoke("k3"),
            new KeyStep.ForgetState(),
            new KeyStep.RevokeStrays(),
            new KeyStep.SaveKeys());
    assertThat(lost.plan().first(key("k3", 3))).doesNotContain(new KeyStep.Revoke("k3"));
    assertThat(rest().current(null).plan().first(key("k1", 0)))
        .contains(new KeyStep.Revoke("k4"))
        .hasSize(4);
  }

  @Test
  void other_first_key_revokes_nothing_of_adopted_account() {
    assertThat(rest().current(null).adopted().plan().first(key("k1", 0)))
        .containsExactly(
            new KeyStep.ForgetState(), new KeyStep.RevokeStrays(), new KeyStep.SaveKeys());
  }

  @Test
  void unlisted_first_key_intends_a_search_for_the_last_number() {
    var lost = rest().current(null);
    assertThat(lost.plan().first(key(null, 0)))
        .containsExactly(
            new KeyStep.ForgetState(),
            new KeyStep.RevokeStrays(),
            new KeyStep.Intend(4),
            new KeyStep.SaveKeys());
    assertThat(lost.state(state("k4", 1, null)).plan().first(key(null, 0)))
        .contains(new KeyStep.Intend(1));
    assertThat(lost.state(state("k4", 0, null)).plan().first(key(null, 0))).hasSize(3);
    assertThat(lost.pending(intent(5)).plan().first(key(null, 0))).hasSize(3);
  }

  @Test
  void leak_ends_the_previous_key_before_rotation() {
    assertThat(rest().requests(false, true, false).plan().beforeRotation())
        .containsExactly(new KeyStep.EndPrevious());
    assertThat(rest().requests(true, false, true).plan().beforeRotation()).isEmpty();
    assertThat(rest().requests(false, true, false).pending(intent(5)).plan().beforeRotation())
        .isEmpty();
  }

  @Test
  void rotation_waits_while_a_key_is_intended() {
    assertThat(rest().requests(true, true, false).pending(intent(5)).plan().rotation(5)).isEmpty();
  }

  @Test
  void rotation_on_demand_without_request_has_no_steps() {
    assertThat(rest().after(Duration.ofDays(999)).plan().rotation(4)).isEmpty();
  }

  @Test
  void leaked_key_is_replaced_at_once() {
    assertThat(rest().requests(false, true, true).plan().rotation(4))
        .containsExactly(new KeyStep.Rotate(5, true));
  }

  @Test
  void imported_key_is_replaced_at_once() {
    assertThat(rest().current(imported("k")).plan().rotation(0))
        .containsExactly(new KeyStep.Rotate(1, true));
  }

  @Test
  void leaked_key_is_replaced_despite_clock_skew() {
    assertThat(rest().requests(false, true, true).clocksDiffer().plan().rotation(4))
        .containsExactly(new KeyStep.Rotate(5, true));
  }

  @Test
  void next_number_follows_the_highest() {
    assertThat(rest().requests(true, false, false).plan().rotation(7)).containsExactly(rotate(8));
    assertThat(rest().requests(true, false, false).plan().rotation(0)).containsExactly(rotate(5));
  }

  @Test
  void first_requested_rotation_has_no_pause() {
    assertThat(rest().requests(true, false, false).plan().rotation(4)).containsExactly(rotate(5));
  }

  @Test
  void repeated_request_waits_for_the_pause() {
    var asked = rest().requests(true, false, true);
    var early = asked.after(KeySchedule.PAUSE.minusSeconds(1));
    assertThat(early.plan().rotation(4))
        .containsExactly(new KeyStep.RequeueAt(CREATED.plus(KeySchedule.PAUSE)));
    assertThat(asked.after(KeySchedule.PAUSE).plan().rotation(4)).containsExactly(rotate(5));
  }

  @Test
  void scheduled_rotation_waits_until_it_is_due() {
    var early = rest().schedule(DAILY).at(DUE.minusSeconds(1));
    assertThat(early.plan().rotation(4)).containsExactly(new KeyStep.RequeueAt(DUE));
    assertThat(early.at(DUE).plan().rotation(4)).containsExactly(rotate(5));
    assertThat(early.at(DUE.plusSeconds(1)).plan().rotation(4)).containsExactly(rotate(5));
  }

  @Test
  void scheduled_rotation_waits_for_equal_clocks() {
    assertThat(rest().schedule(DAILY).at(DUE).clocksDiffer().plan().rotation(4))
        .hasSize(2)
        .contains(REQUEUE)
        .first()
        .isInstanceOfSatisfying(
            KeyStep.Warn.class,
            warn -> assertThat(warn.warning()).contains("Synchronize the clocks"));
  }

  @Test
  void withheld_key_is_a_warning() {
    assertThat(rest().requests(true, false, false).withheld("not allowed").plan().rotation(4))
        .containsExactly(new KeyStep.Warn("A new key is due, but is not created: not allowed."));
  }

  @Test
  void rotation_waits_for_the_previous_key() {
    var busy = rest().state(state("k4", 4, outstanding("k3"))).requests(true, false, false);
    assertThat(busy.plan().rotation(4))
        .containsExactly(
            new KeyStep.Warn("A new key is due. It waits until the previous key is revoked."));
  }

  @Test
  void steps_keep_their_own_copies() {
    var open = new ArrayList<>(List.of("a"));
    var step = new KeyStep.ListHolders(open);
    open.clear();
    assertThat(step.open()).containsExactly("a");
    assertThat(CURRENT.imported()).isFalse();
  }

  private static PendingKey afterLeak(long sequence) {
    return new PendingKey(
        new KeyMarker("cluster", "uid", sequence).text(), Map.of("REVOKE_NOW", "1"), "k4");
  }

  private static RemoteKey listed(String id, @Nullable String description) {
    return new RemoteKey(id, null, description);
  }

  @Test
  void recovery_after_leak_keeps_the_intent() {
    assertThat(rest().pending(afterLeak(4)).plan().recovery())
        .containsExactly(
            new KeyStep.Acknowledge(Map.of("REVOKE_NOW", "1")), new KeyStep.NoteKeys());
  }

  @Test
  void recovery_after_leak_spares_the_key_in_status() {
    assertThat(rest().current(null).pending(afterLeak(4)).plan().recovery()).isEmpty();
    assertThat(rest().current(null).state(null).pending(afterLeak(4)).plan().recovery())
        .containsExactly(new KeyStep.Search());
  }

  @Test
  void other_keys_end_after_a_leak_only() {
    assertThat(rest().pending(afterLeak(4)).plan().afterLeak())
        .containsExactly(new KeyStep.EndOthers());
    assertThat(rest().plan().afterLeak()).isEmpty();
    assertThat(rest().pending(intent(4)).plan().afterLeak()).isEmpty();
    assertThat(rest().pending(afterLeak(5)).plan().afterLeak()).isEmpty();
    assertThat(rest().adopted().pending(afterLeak(4)).plan().afterLeak()).isEmpty();
  }

  @Test
  void intent_ends_once_no_other_key_is_left() {
    var gone = List.of(listed("k1", "mine"), listed("k2", null));
    assertThat(rest().plan().afterEndingOthers(new EndedKeys(gone, true)))
        .containsExactly(
            new KeyStep.Emit("KeyRevoked", "Revoked 2 other API keys of trainer: k1 (mine), k2."),
            new KeyStep.ForgetIntent(),
            new KeyStep.Save());
  }

  @Test
  void unconfirmed_end_keeps_the_intent_without_event() {
    assertThat(rest().plan().afterEndingOthers(EndedKeys.UNCONFIRMED))
        .hasSize(2)
        .contains(REQUEUE)
        .hasAtLeastOneElementOfType(KeyStep.Warn.class);
  }

  @Test
  void previous_key_without_proof_ends_with_all_others() {
    var stuck = overlap().requests(false, true, false);
    assertThat(stuck.plan().ifPreviousStays())
        .containsExactly(new KeyStep.EndOthers(), new KeyStep.EndPrevious());
    assertThat(stuck.adopted().plan().ifPreviousStays()).isEmpty();
    assertThat(overlap().plan().ifPreviousStays()).isEmpty();
    assertThat(rest().requests(false, true, false).plan().ifPreviousStays()).isEmpty();
  }

  @Test
  void leak_of_known_account_needs_no_search_for_foreign_keys() {
    var lost = rest().current(null).requests(false, true, false);
    assertThat(lost.plan().beginsUnknown()).isFalse();
    assertThat(lost.adopted().plan().beginsUnknown()).isTrue();
    assertThat(lost.state(null).plan().beginsUnknown()).isTrue();
  }
}
