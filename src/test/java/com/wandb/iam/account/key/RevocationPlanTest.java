package com.wandb.iam.account.key;

import static com.wandb.iam.account.key.KeyCase.CREATED;
import static com.wandb.iam.account.key.KeyCase.DAILY;
import static com.wandb.iam.account.key.KeyCase.imported;
import static com.wandb.iam.account.key.KeyCase.key;
import static com.wandb.iam.account.key.KeyCase.outstanding;
import static com.wandb.iam.account.key.KeyCase.overlap;
import static com.wandb.iam.account.key.KeyCase.rest;
import static com.wandb.iam.account.key.KeyCase.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationPlanTest {
  private static final KeyStep.Requeue REQUEUE = new KeyStep.Requeue();
  private static final KeyStep.EndPrevious END = new KeyStep.EndPrevious();
  private static final List<KeyStep> FORGET =
      List.of(new KeyStep.ForgetPrevious(), new KeyStep.RevokeStrays(), new KeyStep.Save());
  private static final Duration LONGEST = Duration.ofHours(5);
  private static final List<String> NONE = List.of();
  private static final List<String> OPEN = List.of("Deployment eval is not restarted");
  private static final List<String> PODS = List.of("pods: a, b");

  @Test
  void single_key_has_no_steps() {
    assertThat(rest().revocation().steps()).isEmpty();
    assertThat(rest().state(null).revocation().steps()).isEmpty();
    assertThat(rest().state(state("k4", 4, null).rolling(false)).revocation().steps()).isEmpty();
  }

  @Test
  void previous_key_or_open_rollout_restarts_workloads() {
    assertThat(overlap().revocation().steps()).containsExactly(new KeyStep.Restart());
    assertThat(rest().state(state("k4", 4, null).rolling(true)).revocation().steps())
        .containsExactly(new KeyStep.Restart());
  }

  @Test
  void restart_without_previous_key_ends_the_plan() {
    assertThat(rest().revocation().afterRestart(OPEN)).isEmpty();
  }

  @Test
  void previous_key_outside_the_secret_ends_at_once() {
    var outside = overlap().previous(null).after(Duration.ZERO).clocksDiffer();
    assertThat(outside.revocation().afterRestart(OPEN)).containsExactly(END, REQUEUE);
  }

  @Test
  void overlap_is_waited_for() {
    var ends = CREATED.plus(DAILY.overlap());
    assertThat(overlap().at(ends.minusSeconds(1)).revocation().afterRestart(NONE))
        .containsExactly(new KeyStep.RequeueAt(ends));
    assertThat(overlap().at(ends).revocation().afterRestart(OPEN))
        .containsExactly(new KeyStep.ListHolders(OPEN));
  }

  @Test
  void previous_key_without_time_lists_its_holders() {
    var state = state("k4", 4, new PreviousKey("k3", null, NONE, null));
    assertThat(overlap().state(state).after(Duration.ZERO).revocation().afterRestart(NONE))
        .containsExactly(new KeyStep.ListHolders(NONE));
  }

  @Test
  void passed_overlap_waits_for_equal_clocks() {
    assertThat(overlap().clocksDiffer().revocation().afterRestart(NONE))
        .isEqualTo(KeyPlan.clocksDiffer())
        .contains(REQUEUE)
        .hasSize(2);
  }

  @Test
  void unused_key_ends_without_an_event() {
    assertThat(overlap().revocation().afterHolders(NONE, NONE)).containsExactly(END);
    assertThat(overlap().after(LONGEST).revocation().afterHolders(NONE, NONE)).containsExactly(END);
  }

  @Test
  void used_key_stays_until_the_longest_overlap() {
    var plan = overlap().after(LONGEST.minusSeconds(1)).revocation();
    assertThat(plan.afterHolders(NONE, PODS))
        .containsExactly(
            new KeyStep.Warn("The previous key is not revoked yet: pods: a, b."),
            new KeyStep.RequeueAt(CREATED.plus(LONGEST)),
            REQUEUE);
    assertThat(plan.afterHolders(OPEN, NONE))
        .containsExactly(new KeyStep.RequeueAt(CREATED.plus(LONGEST)), REQUEUE);
  }

  @Test
  void used_key_without_longest_overlap_stays() {
    var plan = overlap().schedule(KeySchedule.ON_DEMAND).after(Duration.ofDays(99)).revocation();
    assertThat(plan.afterHolders(OPEN, NONE)).containsExactly(REQUEUE);
  }

  @Test
  void longest_overlap_ends_a_used_key_with_an_event() {
    var steps = overlap().after(LONGEST).revocation().afterHolders(OPEN, PODS);
    assertThat(steps).hasSize(2).endsWith(END);
    assertThat(steps.getFirst())
        .isInstanceOfSatisfying(
            KeyStep.EmitWarning.class,
            event -> {
              assertThat(event.reason()).isEqualTo("OverlapEnforced");
              assertThat(event.message()).contains("maxOverlap", OPEN.getFirst() + "; pods: a, b");
            });
  }

  @Test
  void end_removes_the_key_from_the_secret_before_it_revokes() {
    assertThat(overlap().revocation().end("k3", KeyListing.LISTED))
        .containsExactly(new KeyStep.RemovePrevious("k3"), new KeyStep.RevokePrevious("k3"));
  }

  @Test
  void end_of_a_key_outside_the_secret_revokes_it() {
    assertThat(overlap().previous(null).revocation().end("k3", KeyListing.LISTED))
        .containsExactly(new KeyStep.RevokePrevious("k3"));
    assertThat(overlap().previous(null).adopted().revocation().end("k3", KeyListing.LISTED))
        .containsExactly(new KeyStep.RevokePrevious("k3"));
  }

  @Test
  void key_of_an_adopted_account_is_left_when_a_tenant_removes_it() {
    var before = new PreviousKey("k3", null, NONE, true);
    var removed = overlap().adopted().previous(null).state(state("k4", 4, before));
    assertThat(removed.revocation().end("k3", KeyListing.LISTED))
        .doesNotContain(new KeyStep.RevokePrevious("k3"))
        .containsAll(FORGET);
    assertThat(removed.previous(imported("k3")).revocation().end("k3", KeyListing.LISTED))
        .as("annotations are edited")
        .doesNotContain(new KeyStep.RevokePrevious("k3"));
  }

  @Test
  void end_never_revokes_the_current_key() {
    assertThat(overlap().previous(null).revocation().end("k4", KeyListing.LISTED))
        .isEqualTo(FORGET);
  }

  @Test
  void end_of_a_revoked_key_forgets_it() {
    var outside = overlap().previous(null).revocation();
    assertThat(outside.end(null, KeyListing.GONE)).isEqualTo(FORGET);
    assertThat(outside.end("k3", KeyListing.GONE)).isEqualTo(FORGET);
    var inside = overlap().revocation().end("k3", KeyListing.GONE);
    assertThat(inside.subList(0, 3)).as("before the Secret").isEqualTo(FORGET);
    assertThat(inside.subList(3, inside.size())).containsExactly(new KeyStep.RemovePrevious("k3"));
  }

  @Test
  void end_of_a_missing_key_changes_nothing() {
    for (var id : Arrays.asList("k3", null)) {
      var steps = overlap().revocation().end(id, KeyListing.MISSING);
      assertThat(steps).hasSize(2).endsWith(REQUEUE);
      assertThat(warning(steps.getFirst())).contains("may still be valid", "revokes it once");
      assertThat(warning(steps.getFirst()).contains("(k3)")).isEqualTo(id != null);
    }
  }

  @Test
  void end_of_an_unknown_key_keeps_it_in_status() {
    var unknown = overlap().previous(null).state(state("k4", 4, outstanding(null)));
    var steps = unknown.revocation().end(null, KeyListing.UNKNOWN);
    assertThat(steps).hasSize(2).endsWith(REQUEUE);
    assertThat(warning(steps.getFirst())).contains("may still be valid", "cannot identify it");
  }

  @Test
  void known_previous_key_in_the_secret_ends_at_once() {
    var exposed = overlap().previous(imported(null)).after(Duration.ZERO).clocksDiffer();
    assertThat(exposed.revocation().afterRestart(OPEN)).containsExactly(END, REQUEUE);
  }

  @Test
  void end_without_a_list_keeps_the_key_in_the_secret() {
    for (var id : Arrays.asList("k3", null)) {
      var steps = overlap().revocation().end(id, KeyListing.NOT_SHOWN);
      assertThat(steps).hasSize(2).endsWith(REQUEUE);
      assertThat(warning(steps.getFirst()))
          .startsWith(id == null ? "The previous key may" : "The previous key (k3) may")
          .contains("does not list");
    }
  }

  private static String warning(KeyStep step) {
    return ((KeyStep.Warn) step).warning();
  }

  @Test
  void foreign_key_of_adopted_account_is_left() {
    var foreign = overlap().adopted().previous(key("k0", 0));
    for (var listing : KeyListing.values()) {
      var steps = foreign.revocation().end("k0", listing);
      assertThat(steps).hasSize(5);
      assertThat(steps.getFirst())
          .isInstanceOfSatisfying(
              KeyStep.Emit.class, event -> assertThat(event.reason()).isEqualTo("KeyLeft"));
      assertThat(steps.subList(1, 4)).as("before the Secret").isEqualTo(FORGET);
      assertThat(steps.getLast()).isEqualTo(new KeyStep.RemovePrevious("k0"));
    }
  }

  @Test
  void own_keys_of_any_account_are_revoked() {
    for (var previous : List.of(key("k3", 1), imported("k3"))) {
      assertThat(overlap().adopted().previous(previous).revocation().end("k3", KeyListing.LISTED))
          .contains(new KeyStep.RevokePrevious("k3"));
    }
    assertThat(overlap().previous(key("k3", 0)).revocation().end("k3", KeyListing.LISTED))
        .contains(new KeyStep.RevokePrevious("k3"));
  }

  @Test
  void revoked_key_is_forgotten_once_it_is_not_listed() {
    var steps = overlap().revocation().afterRevoking("k3", false);
    assertThat(steps.getFirst())
        .isEqualTo(new KeyStep.Emit("KeyRevoked", "Revoked the previous API key of trainer."));
    assertThat(steps.subList(1, steps.size())).isEqualTo(FORGET);
  }

  @Test
  void revoked_key_in_the_list_is_kept_in_status() {
    var steps = overlap().revocation().afterRevoking("k3", true);
    assertThat(steps).hasSize(2).endsWith(REQUEUE);
    assertThat(warning(steps.getFirst())).contains("(k3)");
  }
}
