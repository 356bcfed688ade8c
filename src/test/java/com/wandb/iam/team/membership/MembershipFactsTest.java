package com.wandb.iam.team.membership;

import static com.wandb.iam.team.membership.MembershipFixture.EMPTY;
import static com.wandb.iam.team.membership.MembershipFixture.ROLE;
import static com.wandb.iam.team.membership.MembershipFixture.USER;
import static com.wandb.iam.team.membership.MembershipFixture.WITH_ALICE;
import static com.wandb.iam.team.membership.MembershipFixture.deactivated;
import static com.wandb.iam.team.membership.MembershipFixture.entry;
import static com.wandb.iam.team.membership.MembershipFixture.found;
import static com.wandb.iam.team.membership.MembershipFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the facts need and claim before a plan is made. */
class MembershipFactsTest {
  @Test
  void live_roster_is_needed_for_newcomers_without_adoption() {
    var found = List.of(found(USER));
    assertThat(new MembershipFacts(found, List.of(), ROLE, false).needsLiveRoster()).isTrue();
    assertThat(new MembershipFacts(found, List.of(), ROLE, true).needsLiveRoster()).isFalse();
    var bound = List.of(entry("alice", UserState.SYNCED, null));
    assertThat(new MembershipFacts(found, bound, ROLE, false).needsLiveRoster()).isFalse();
    var off = List.of(found(deactivated()), unknown(new ProvisionResult.None()));
    assertThat(new MembershipFacts(off, List.of(), ROLE, false).needsLiveRoster()).isFalse();
  }

  @Test
  void only_grantable_users_are_claimed() {
    var found = List.of(found(USER));
    assertThat(new MembershipFacts(found, List.of(), ROLE, false).claimed(WITH_ALICE)).isEmpty();
    assertThat(new MembershipFacts(found, List.of(), ROLE, false).claimed(EMPTY))
        .containsExactly("alice");
    assertThat(
            new MembershipFacts(List.of(found(deactivated())), List.of(), ROLE, true)
                .claimed(EMPTY))
        .isEmpty();
  }
}
