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
  void the_first_keeps_what_it_holds_however_often_others_ask() {
    assertThat(claims.acquire(VISION, first)).isEmpty();
    assertThat(claims.acquire(VISION, second)).contains(first);
    assertThat(claims.acquire(VISION, first)).isEmpty();
    assertThat(claims.acquire(VISION, second)).contains(first);
    assertThat(claims.acquire(new Claim("research", "team", "vision"), second)).isEmpty();
  }

  @Test
  void whoever_waited_is_told_when_it_is_free_and_may_have_it() {
    claims.acquire(VISION, first);
    claims.acquire(VISION, second);
    claims.release(VISION, first);
    assertThat(told).containsExactly(second);
    assertThat(claims.acquire(VISION, second)).isEmpty();
    assertThat(claims.acquire(VISION, first)).contains(second);
  }

  @Test
  void nobody_releases_what_another_holds() {
    claims.acquire(VISION, first);
    claims.release(VISION, second);
    assertThat(told).isEmpty();
    assertThat(claims.acquire(VISION, second)).contains(first);
  }

  @Test
  void one_that_no_longer_waits_is_not_told() {
    claims.acquire(VISION, first);
    claims.acquire(VISION, second);
    claims.release(claim -> true, second);
    claims.release(claim -> true, first);
    assertThat(told).isEmpty();
  }

  @Test
  void all_that_a_resource_held_is_free_when_it_goes() {
    claims.acquire(VISION, first);
    claims.acquire(SPEECH, first);
    claims.acquire(SPEECH, second);
    claims.release(claim -> true, first);
    assertThat(told).containsExactly(second);
    assertThat(claims.acquire(VISION, second)).isEmpty();
    assertThat(claims.acquire(SPEECH, second)).isEmpty();
  }

  @Test
  void one_that_went_without_a_word_holds_nothing() {
    claims.acquire(VISION, first);
    gone.add(first);
    assertThat(claims.acquire(VISION, second)).isEmpty();
  }

  @Test
  void a_resource_made_anew_under_the_same_name_is_another() {
    claims.acquire(VISION, first);
    assertThat(claims.acquire(VISION, new Claimant(Team.class, "uid-3", "a", "vision")))
        .contains(first);
  }
}
