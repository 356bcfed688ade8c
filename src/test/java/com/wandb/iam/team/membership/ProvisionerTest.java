package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.wandb.Remotes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProvisionerTest {
  private static final PersonReference ALICE = new PersonReference("alice@example.com", null);

  private static MemberState entry(@Nullable String id, UserState state) {
    return new MemberState(
        "alice@example.com", null, id, state.text(), "Member", null, List.of(), null, null);
  }

  private static List<MemberState> announced(PersonReference person, List<MemberState> before) {
    return Provisioner.announced(
        List.of(person), before, Optional.empty(), TeamRole.BuiltIn.MEMBER);
  }

  @Test
  void unknown_user_is_announced_as_invited() {
    assertThat(announced(ALICE, List.of()))
        .singleElement()
        .satisfies(
            state -> {
              assertThat(state.state()).isEqualTo("Invited");
              assertThat(state.id()).isNull();
              assertThat(MemberStates.isOurInvitation(state)).isTrue();
            });
  }

  @Test
  void unknown_entry_is_replaced_by_the_announcement() {
    assertThat(announced(ALICE, List.of(entry(null, UserState.UNKNOWN))))
        .extracting(MemberState::state)
        .containsExactly("Invited");
  }

  @Test
  void invited_user_is_not_announced_again() {
    var before = List.of(entry(null, UserState.INVITED));
    assertThat(announced(ALICE, before)).isEqualTo(before);
  }

  @Test
  void user_without_email_is_not_announced() {
    assertThat(announced(new PersonReference(null, "alice"), List.of())).isEmpty();
  }

  @Test
  void open_invitation_of_another_client_is_not_announced() {
    var roster = Remotes.roster("vision", List.of(Remotes.invitation("Alice@example.com")));
    assertThat(
            Provisioner.announced(
                List.of(ALICE), List.of(), Optional.of(roster), TeamRole.BuiltIn.MEMBER))
        .isEmpty();
  }

  @Test
  void user_with_deleted_account_is_not_announced() {
    var before = List.of(entry("deleted", UserState.SYNCED));
    assertThat(announced(ALICE, before)).isEqualTo(before);
  }

  /** An entry of another user is neither replaced nor taken for an invitation of this one. */
  @Test
  void entry_of_another_user_is_kept() {
    var bob =
        MemberStates.withoutAccount(
            new PersonReference("bob@example.com", null),
            UserState.INVITED,
            TeamRole.BuiltIn.MEMBER,
            null,
            null);
    var after = announced(ALICE, List.of(bob));
    assertThat(after).hasSize(2).contains(bob);
    assertThat(after)
        .extracting(MemberState::email)
        .containsExactly("bob@example.com", "alice@example.com");
  }
}
