package com.wandb.iam.team.membership;

import static com.wandb.iam.team.membership.MembershipFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.MemberState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The words in a status, and what each of them means. */
class UserStateTest {
  @Test
  void state_predicates_follow_the_words() {
    assertThat(Arrays.stream(UserState.values()).filter(UserState::isGranted))
        .containsExactlyInAnyOrder(
            UserState.SYNCED,
            UserState.PENDING,
            UserState.FAILED,
            UserState.REFUSED,
            UserState.CONTESTED);
    assertThat(Arrays.stream(UserState.values()).filter(UserState::isInvitation))
        .containsExactlyInAnyOrder(UserState.INVITED, UserState.FAILED, UserState.CONTESTED);
    var resolved = Arrays.stream(UserState.values()).map(state -> entry("a", state, null));
    assertThat(resolved.filter(MemberStates::isResolved)).hasSize(9);
    var invited = Arrays.stream(UserState.values()).map(state -> entry(null, state, null));
    assertThat(invited.filter(MemberStates::isResolved))
        .extracting(MemberState::state)
        .containsExactlyInAnyOrder("Invited", "Conflict");
    var odd = new MemberState(null, "a", "a", "Newer", null, null, List.of(), null, null);
    assertThat(MemberStates.isResolved(odd)).isTrue();
    assertThat(MemberStates.isGranted(odd)).isFalse();
  }
}
