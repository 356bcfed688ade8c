package com.wandb.iam.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.Claims.Claim;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private static final Claim VISION = new Claim("default", "team", "vision");
  private static final Claim SPEECH = new Claim("default", "team", "speech");
  private final Claimant first = new Claimant(Team.class, "uid-1", "a", "vision");
  private final Claimant second = new Claimant(Team.class, "uid-2", "b", "vision");
  private final Set<Claimant> gone = new HashSet<>();
  private final Set<Claimant> told = new HashSet<>();
  private final Claims claims = new Claims(claimant -> !gone.contains(claimant), told::add);

  @Test
  void first_claimant_keeps_its_claim_when_others_ask() {
    assertThat(claims.acquire(VISION, first)).isEmpty();
    assertThat(claims.acquire(VISION, second)).contains(first);
    assertThat(claims.acquire(VISION, first)).isEmpty();
    assertThat(claims.acquire(VISION, second)).contains(first);
    assertThat(claims.acquire(new Claim("research", "team", "vision"), second)).isEmpty();
  }

  @Test
  void waiting_claimant_is_notified_and_acquires_a_released_claim() {
    claims.acquire(VISION, first);
    claims.acquire(VISION, second);
    claims.release(VISION, first);
    assertThat(told).containsExactly(second);
    assertThat(claims.acquire(VISION, second)).isEmpty();
    assertThat(claims.acquire(VISION, first)).contains(second);
  }

  @Test
  void claim_is_released_only_by_its_owner() {
    claims.acquire(VISION, first);
    claims.release(VISION, second);
    assertThat(told).isEmpty();
    assertThat(claims.acquire(VISION, second)).contains(first);
  }

  @Test
  void withdrawn_claimant_is_not_notified() {
    claims.acquire(VISION, first);
    claims.acquire(VISION, second);
    claims.release(claim -> true, second);
    claims.release(claim -> true, first);
    assertThat(told).isEmpty();
  }

  @Test
  void all_claims_of_a_deleted_resource_are_released() {
    claims.acquire(VISION, first);
    claims.acquire(SPEECH, first);
    claims.acquire(SPEECH, second);
    claims.release(claim -> true, first);
    assertThat(told).containsExactly(second);
    assertThat(claims.acquire(VISION, second)).isEmpty();
    assertThat(claims.acquire(SPEECH, second)).isEmpty();
  }

  @Test
  void claim_of_a_vanished_resource_can_be_acquired() {
    claims.acquire(VISION, first);
    gone.add(first);
    assertThat(claims.acquire(VISION, second)).isEmpty();
  }

  @Test
  void recreated_resource_has_its_own_claims() {
    claims.acquire(VISION, first);
    assertThat(claims.acquire(VISION, new Claimant(Team.class, "uid-3", "a", "vision")))
        .contains(first);
  }
}
