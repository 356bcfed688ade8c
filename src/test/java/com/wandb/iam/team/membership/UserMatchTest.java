package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserMatchTest {
  private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
  private static final PersonReference BY_MAIL = new PersonReference("Alice@Example.com", null);
  private static final PersonReference BY_NAME = new PersonReference(null, "alice");
  private static final TeamRole ROLE = TeamRole.BuiltIn.MEMBER;
  private static final RemoteUser ALICE = user("1", "alice", "alice@example.com");

  @Test
  void user_is_found_by_email_or_username_in_any_case() {
    var snapshot = snapshot(ALICE, user("2", "bob", "bob@example.com"));
    assertThat(UserMatch.find(BY_MAIL, List.of(), snapshot))
        .isEqualTo(new Match.Found(BY_MAIL, ALICE));
    assertThat(UserMatch.find(BY_NAME, List.of(), snapshot))
        .isEqualTo(new Match.Found(BY_NAME, ALICE));
  }

  @Test
  void username_and_email_are_not_interchangeable() {
    var odd = user("2", "alice@example.com", "odd@example.com");
    assertThat(UserMatch.find(BY_MAIL, List.of(), snapshot(odd)))
        .isEqualTo(new Match.Unknown(BY_MAIL));
    assertThat(
            UserMatch.find(new PersonReference(null, "odd@example.com"), List.of(), snapshot(odd)))
        .isInstanceOf(Match.Unknown.class);
  }

  @Test
  void users_with_one_email_are_ambiguous_until_one_is_bound() {
    var snapshot = snapshot(ALICE, user("2", "alicia", "alice@example.com"));
    assertThat(UserMatch.find(BY_MAIL, List.of(), snapshot))
        .isEqualTo(new Match.Ambiguous(BY_MAIL, 2));
    assertThat(UserMatch.find(BY_MAIL, bound(BY_MAIL, "1"), snapshot))
        .isEqualTo(new Match.Found(BY_MAIL, ALICE));
  }

  @Test
  void bound_user_is_found_after_a_rename() {
    var renamed = created(user("1", "alice-miller", "miller@example.com"), MONDAY);
    assertThat(UserMatch.find(BY_MAIL, bound(BY_MAIL, "1"), snapshot(renamed)))
        .isEqualTo(new Match.Found(BY_MAIL, renamed));
  }

  /** Another server gives the id to another person. */
  @Test
  void stranger_with_the_bound_id_is_reported_as_changed() {
    var stranger = user("1", "mallory", "mallory@example.com");
    for (var user : List.of(stranger, created(stranger, MONDAY.plusSeconds(1)))) {
      assertThat(UserMatch.find(BY_MAIL, bound(BY_MAIL, "1"), snapshot(user)))
          .isEqualTo(new Match.Changed(BY_MAIL, "1"));
      assertThat(UserMatch.find(BY_NAME, bound(BY_NAME, "1"), snapshot(user)))
          .isEqualTo(new Match.Changed(BY_NAME, "1"));
    }
  }

  @Test
  void reassigned_email_or_username_is_reported_as_changed() {
    var heir = user("2", "alice", "alice@example.com");
    assertThat(UserMatch.find(BY_MAIL, bound(BY_MAIL, "1"), snapshot(heir)))
        .isEqualTo(new Match.Changed(BY_MAIL, "1"));
    var renamed = user("1", "alice-miller", "miller@example.com");
    assertThat(UserMatch.find(BY_NAME, bound(BY_NAME, "1"), snapshot(heir, renamed)))
        .isEqualTo(new Match.Changed(BY_NAME, "1"));
  }

  @Test
  void deleted_bound_user_is_unknown() {
    assertThat(UserMatch.find(BY_MAIL, bound(BY_MAIL, "1"), snapshot()))
        .isEqualTo(new Match.Unknown(BY_MAIL));
  }

  @Test
  void service_account_is_not_a_user() {
    var robot =
        new RemoteUser(
            "3",
            "alice",
            List.of(),
            null,
            true,
            AccountType.SERVICE,
            false,
            null,
            Map.of(),
            null,
            null);
    assertThat(UserMatch.find(BY_NAME, List.of(), snapshot(robot)))
        .isEqualTo(new Match.ServiceAccount(BY_NAME));
  }

  /** Only an entry of the same user binds, and an entry without an account does not. */
  @Test
  void user_is_bound_by_its_own_entry() {
    var other = new PersonReference(null, "bob");
    var entries = new ArrayList<>(bound(other, "2"));
    entries.add(MemberStates.withoutAccount(BY_NAME, UserState.INVITED, ROLE, null, null));
    assertThat(UserMatch.boundId(BY_NAME, entries)).isEmpty();
    entries.addAll(bound(BY_NAME, "1"));
    assertThat(UserMatch.boundId(BY_NAME, entries)).contains("1");
    assertThat(UserMatch.boundId(BY_MAIL, entries)).isEmpty();
    entries.addAll(bound(BY_MAIL, "3"));
    assertThat(UserMatch.boundId(BY_MAIL, entries)).contains("3");
  }

  /** A renamed account, whose former name nobody has, and one whose name others have as well. */
  @Test
  void bound_user_is_taken_over_only_by_another_account() {
    var renamed = created(user("1", "alice-miller", "alice@example.com"), MONDAY);
    assertThat(UserMatch.find(BY_NAME, bound(BY_NAME, "1"), snapshot(renamed)))
        .isEqualTo(new Match.Found(BY_NAME, renamed));
    var both = snapshot(ALICE, user("2", "alice", "second@example.com"));
    assertThat(UserMatch.find(BY_NAME, bound(BY_NAME, "1"), both))
        .isEqualTo(new Match.Found(BY_NAME, ALICE));
  }

  private static List<MemberState> bound(PersonReference person, String id) {
    return List.of(
        new MemberState(
            person.email(),
            person.username(),
            id,
            UserState.SYNCED.text(),
            "Member",
            null,
            List.of(),
            null,
            null,
            null,
            MONDAY));
  }

  private static RemoteUser created(RemoteUser user, Instant at) {
    return new RemoteUser(
        user.id(),
        user.username(),
        user.emails(),
        user.displayName(),
        user.active(),
        user.type(),
        false,
        null,
        Map.of(),
        at,
        null);
  }

  private static Snapshot snapshot(RemoteUser... users) {
    return new Snapshot(Instant.EPOCH, List.of(users), List.of(), List.of(), List.of());
  }

  private static RemoteUser user(String id, String username, String email) {
    return new RemoteUser(
        id,
        username,
        List.of(email),
        null,
        true,
        AccountType.USER,
        false,
        null,
        Map.of(),
        null,
        null);
  }
}
