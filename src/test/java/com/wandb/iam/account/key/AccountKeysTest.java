package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.IssuedKey;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountKeysTest {
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

  /** Server that answers with these lists in order and repeats the last one. */
  private static class Lists implements ApiKeys {
    private final List<List<String>> lists = new ArrayList<>();
    private final List<String> revoked = new ArrayList<>();
    private int next;

    @SafeVarargs
    Lists(List<String>... lists) {
      for (var list : lists) {
        this.lists.add(list);
      }
    }

    @Override
    public List<RemoteKey> of(RemoteMember account) {
      var list = lists.get(Math.min(next, lists.size() - 1));
      next++;
      if (list == null) {
        throw new WandbException.NotFound("not listed");
      }
      return list.stream().map(id -> new RemoteKey(id, null, null)).toList();
    }

    @Override
    public void revoke(String keyId) {
      revoked.add(keyId);
    }

    @Override
    public Optional<ApiKey> readable(String teamName, String accountId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public RemoteViewer holder(ApiKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<RemoteKey> ofHolder(ApiKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public IssuedKey generate(ApiKey own, String description) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void all_keys_end_when_a_later_list_has_none() {
    var server = new Lists(List.of("k1", "k2"), List.of());
    new AccountKeys(server, ACCOUNT).revokeAll(key -> true);
    assertThat(server.revoked).containsExactly("k1", "k2");
    assertThat(server.next).isEqualTo(2);
  }

  @Test
  void first_list_without_keys_is_read_again() {
    var server = new Lists(List.of(), List.of("k1"), List.of("k2"), List.of());
    new AccountKeys(server, ACCOUNT).revokeAll(key -> true);
    assertThat(server.revoked).containsExactly("k1", "k2");
  }

  @Test
  void key_still_listed_after_revocation_aborts_reconciliation() {
    var keys = new AccountKeys(new Lists(List.of("k1")), ACCOUNT);
    assertThatThrownBy(() -> keys.revokeAll(key -> true)).isInstanceOf(ReconcileAbort.class);
  }

  @Test
  void unlisted_account_does_not_count_as_keyless() {
    var keys = new AccountKeys(new Lists((List<String>) null), ACCOUNT);
    assertThatThrownBy(() -> keys.revokeAll(key -> true))
        .isInstanceOf(WandbException.NotFound.class);
    assertThat(keys.mayHave("k1")).isTrue();
  }

  @Test
  void key_in_the_second_list_alone_is_revoked() {
    var server = new Lists(List.of("k2"), List.of("k1", "k2"), List.of("k2"));
    var keys = new AccountKeys(server, ACCOUNT);
    keys.revoke("k1");
    assertThat(server.revoked).containsExactly("k1");
    assertThat(keys.mayHave("k1")).isFalse();
  }

  @Test
  void key_of_another_account_is_not_revoked() {
    var server = new Lists(List.of("k2"));
    new AccountKeys(server, ACCOUNT).revoke("k1");
    assertThat(server.revoked).isEmpty();
  }

  /** Server that shows how keys begin, and knows whose a key is. */
  private static final class Prefixes extends Lists {
    private final String holder;
    private final List<@Nullable String> prefixes;

    Prefixes(String holder, List<@Nullable String> prefixes) {
      super(List.of());
      this.holder = holder;
      this.prefixes = prefixes;
    }

    @Override
    public List<RemoteKey> of(RemoteMember account) {
      return prefixes.stream().map(prefix -> new RemoteKey("k" + prefix, prefix, null)).toList();
    }

    @Override
    public RemoteViewer holder(ApiKey key) {
      return new RemoteViewer(holder, "trainer", null, false, List.of());
    }
  }

  private static AccountKeys keys(String holder, @Nullable String... prefixes) {
    return new AccountKeys(new Prefixes(holder, Arrays.asList(prefixes)), ACCOUNT);
  }

  @Test
  void valid_key_outside_a_list_with_prefixes_is_missing() {
    var key = ApiKey.of("abc".repeat(14));
    assertThat(keys("u1").isMissing(key)).isTrue();
    assertThat(keys("u1", "xyz").isMissing(key)).isTrue();
    assertThat(keys("u1", "xyz", "abc").isMissing(key)).as("listed").isFalse();
    assertThat(keys("u1", "xyz", null).isMissing(key)).as("no prefix").isFalse();
    assertThat(keys("u2", "xyz").isMissing(key)).as("key of another account").isFalse();
  }

  @Test
  void key_is_not_missing_where_no_keys_are_listed() {
    var unlisted = new AccountKeys(new Lists((List<String>) null), ACCOUNT);
    assertThat(unlisted.isMissing(ApiKey.of("abc".repeat(14)))).isFalse();
  }
}
