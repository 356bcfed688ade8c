package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Revocation of keys by lists, of which one may be cut short. */
class RevokedKeysTest {
  private static final RemoteMember ACCOUNT =
      new RemoteMember(
          "u1",
          null,
          "trainer",
          null,
          "trainer",
          TeamRole.BuiltIn.MEMBER,
          AccountType.SERVICE,
          false);

  private static final KeyRing.Held KEPT =
      new KeyRing.Held(ApiKey.of("xyz".repeat(14)), "k2", 4, Instant.EPOCH);

  @Test
  void all_keys_end_when_a_later_list_has_none() {
    var server = new KeyLists(List.of("k1", "k2"), List.of());
    new AccountKeys(server, ACCOUNT).revokeAll(key -> true);
    assertThat(server.revoked).containsExactly("k1", "k2");
    assertThat(server.next).isEqualTo(2);
  }

  @Test
  void first_list_without_keys_is_read_again() {
    var server = new KeyLists(List.of(), List.of("k1"), List.of("k2"), List.of());
    new AccountKeys(server, ACCOUNT).revokeAll(key -> true);
    assertThat(server.revoked).containsExactly("k1", "k2");
  }

  @Test
  void key_still_listed_after_revocation_aborts_reconciliation() {
    var one = List.of("k1");
    var keys = new AccountKeys(new KeyLists(one, one, one, one, one, List.of()), ACCOUNT);
    assertThatThrownBy(() -> keys.revokeAll(key -> true)).isInstanceOf(ReconcileAbort.class);
  }

  @Test
  void unlisted_account_does_not_count_as_keyless() {
    var keys = new AccountKeys(new KeyLists((List<String>) null), ACCOUNT);
    assertThatThrownBy(() -> keys.revokeAll(key -> true))
        .isInstanceOf(WandbException.NotFound.class);
    assertThat(keys.mayHave("k1")).isTrue();
  }

  @Test
  void others_end_until_a_list_has_the_kept_key_alone() {
    var server = new KeyLists(List.of("k1", "k2"), List.of("k2", "k3"), List.of("k2"));
    var ended = new AccountKeys(server, ACCOUNT).revokeOthers(KEPT);
    assertThat(server.revoked).containsExactly("k1", "k3");
    assertThat(ended.gone()).extracting(RemoteKey::id).containsExactly("k1", "k3");
    assertThat(ended.complete()).isTrue();
  }

  @Test
  void list_without_the_kept_key_confirms_no_end() {
    var ended = new AccountKeys(new KeyLists(List.of("k1"), List.of()), ACCOUNT).revokeOthers(KEPT);
    assertThat(ended).isEqualTo(EndedKeys.UNCONFIRMED);
    var hidden = new AccountKeys(new KeyLists((List<String>) null), ACCOUNT).revokeOthers(KEPT);
    assertThat(hidden).isEqualTo(EndedKeys.UNCONFIRMED);
  }

  /** The current key was revoked in the app, so that no list will ever contain it. */
  @Test
  void others_end_if_the_kept_key_is_revoked_too() {
    for (var kept : List.of(KEPT, new KeyRing.Held(KEPT.value(), null, 4, Instant.EPOCH))) {
      var server = new KeyLists(List.of("k1"), List.of("k1"), List.of());
      server.revokedInApp = true;
      var ended = new AccountKeys(server, ACCOUNT).revokeOthers(kept);
      assertThat(server.revoked).containsOnly("k1");
      assertThat(ended.gone()).extracting(RemoteKey::id).containsExactly("k1");
      assertThat(ended.complete()).isTrue();
    }
  }

  @Test
  void valid_key_without_id_ends_no_other() {
    var server = new KeyLists(List.of("k1", "k2"));
    var kept = new KeyRing.Held(KEPT.value(), null, 4, Instant.EPOCH);
    assertThat(new AccountKeys(server, ACCOUNT).revokeOthers(kept))
        .isEqualTo(EndedKeys.UNCONFIRMED);
    assertThat(server.revoked).isEmpty();
  }

  @Test
  void still_listed_key_is_not_confirmed() {
    var server = new KeyLists(List.of("k1", "k2", "k3"), List.of("k2", "k3"));
    var ended = new AccountKeys(server, ACCOUNT).revokeOthers(KEPT);
    assertThat(ended.gone()).extracting(RemoteKey::id).containsExactly("k1");
    assertThat(ended.complete()).isFalse();
  }

  @Test
  void key_in_the_second_list_alone_is_revoked() {
    var server = new KeyLists(List.of("k2"), List.of("k1", "k2"), List.of("k2"));
    var keys = new AccountKeys(server, ACCOUNT);
    keys.revoke("k1");
    assertThat(server.revoked).containsExactly("k1");
    assertThat(keys.mayHave("k1")).isFalse();
  }

  @Test
  void key_of_another_account_is_not_revoked() {
    var server = new KeyLists(List.of("k2"));
    new AccountKeys(server, ACCOUNT).revoke("k1");
    assertThat(server.revoked).isEmpty();
  }
}
