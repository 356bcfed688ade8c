package com.wandb.iam.account.key;

import static com.wandb.iam.account.key.KeyListing.GONE;
import static com.wandb.iam.account.key.KeyListing.LISTED;
import static com.wandb.iam.account.key.KeyListing.MISSING;
import static com.wandb.iam.account.key.KeyListing.NOT_SHOWN;
import static com.wandb.iam.account.key.KeyListing.UNKNOWN;
import static com.wandb.iam.wandb.WandbException.Refused.Refusal.FORBIDDEN;
import static com.wandb.iam.wandb.WandbException.Refused.Refusal.UNAUTHENTICATED;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.WandbException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
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

  private static final ApiKey FORMER = ApiKey.of("abc".repeat(14));
  private static final KeyRing.Held CURRENT =
      new KeyRing.Held(ApiKey.of("xyz".repeat(14)), "k-xyz", 4, Instant.EPOCH);
  private static final String MARKED = new KeyMarker("c1", "r1", 4).text();

  /** Server that shows how keys begin, and knows whose a key is. */
  private static final class Prefixes extends KeyLists {
    private final List<List<RemoteKey>> all;
    private final Supplier<String> holder;

    @SafeVarargs
    Prefixes(Supplier<String> holder, @Nullable List<RemoteKey>... all) {
      super(List.of());
      this.all = Arrays.asList(all);
      this.holder = holder;
    }

    @Override
    public List<RemoteKey> of(RemoteMember account) {
      var list = all.get(Math.min(read(), all.size() - 1));
      if (list == null) {
        throw new WandbException.NotFound("not listed");
      }
      return list;
    }

    @Override
    public RemoteViewer holder(ApiKey key) {
      return new RemoteViewer(holder.get(), "trainer", null, false, List.of());
    }
  }

  private static RemoteKey key(@Nullable String prefix, @Nullable String description) {
    return new RemoteKey("k-" + prefix, prefix, description);
  }

  private static AccountKeys keys(@Nullable String... prefixes) {
    var list = Arrays.stream(prefixes).map(prefix -> key(prefix, null)).toList();
    return new AccountKeys(new Prefixes(() -> "u1", list), ACCOUNT);
  }

  @Test
  void key_is_not_identified_by_a_beginning_of_two_keys() {
    assertThat(keys("abc").find(FORMER)).contains(key("abc", null));
    assertThat(keys("abc", "abcabc").find(FORMER)).isEmpty();
  }

  private static final @Nullable List<RemoteKey> NO_LIST = null;
  private static final List<RemoteKey> EMPTY = List.of();
  private static final List<RemoteKey> ALONE = List.of(key("xyz", null));
  private static final List<RemoteKey> BOTH = List.of(key("xyz", MARKED), key("abc", null));
  private static final List<RemoteKey> WITH_STRAY = List.of(key("xyz", null), key("st", MARKED));

  @SafeVarargs
  private static KeyListing listing(
      @Nullable ApiKey value,
      @Nullable String id,
      Supplier<String> holder,
      @Nullable List<RemoteKey>... lists) {
    return new AccountKeys(new Prefixes(holder, lists), ACCOUNT).listing(value, id, CURRENT);
  }

  private static String valid() {
    return "u1";
  }

  private static String revoked() {
    throw new WandbException.Refused(UNAUTHENTICATED, "no such key");
  }

  private static String unasked() {
    throw new AssertionError("the key was used without need");
  }

  @Test
  void key_in_one_of_two_lists_is_listed() {
    for (var lists : List.of(List.of(BOTH, ALONE), List.of(ALONE, BOTH), List.of(EMPTY, BOTH))) {
      var first = lists.get(0);
      var second = lists.get(1);
      assertThat(listing(FORMER, null, AccountKeysTest::unasked, first, second)).isEqualTo(LISTED);
      assertThat(listing(null, "k-abc", AccountKeysTest::unasked, first, second)).isEqualTo(LISTED);
    }
    assertThat(listing(FORMER, null, AccountKeysTest::unasked, NO_LIST, BOTH)).isEqualTo(LISTED);
  }

  @Test
  void valid_key_outside_both_lists_is_missing() {
    assertThat(listing(FORMER, null, AccountKeysTest::valid, ALONE)).isEqualTo(MISSING);
    assertThat(listing(FORMER, "k-abc", AccountKeysTest::valid, EMPTY)).isEqualTo(MISSING);
    assertThat(listing(FORMER, null, AccountKeysTest::valid, ALONE, ALONE, BOTH))
        .as("a third list is not read")
        .isEqualTo(MISSING);
    assertThat(listing(FORMER, null, AccountKeysTest::valid, List.of(key(null, null))))
        .as("the server shows no beginnings")
        .isEqualTo(MISSING);
  }

  @Test
  void invalid_key_outside_both_lists_is_gone() {
    assertThat(listing(FORMER, null, AccountKeysTest::revoked, ALONE)).isEqualTo(GONE);
    assertThat(listing(FORMER, "k-abc", AccountKeysTest::revoked, EMPTY)).isEqualTo(GONE);
    assertThat(listing(FORMER, null, () -> "u2", ALONE)).as("another account").isEqualTo(GONE);
    assertThat(listing(FORMER, "k-abc", AccountKeysTest::revoked, NO_LIST)).isEqualTo(GONE);
  }

  @Test
  void key_is_gone_by_its_id_if_the_lists_have_the_current_key() {
    assertThat(listing(null, "k-abc", AccountKeysTest::unasked, ALONE)).isEqualTo(GONE);
    assertThat(listing(null, "k-abc", AccountKeysTest::valid, EMPTY)).isEqualTo(UNKNOWN);
    assertThat(listing(null, "k-abc", AccountKeysTest::valid, ALONE, EMPTY)).isEqualTo(UNKNOWN);
    assertThat(listing(null, "k-abc", AccountKeysTest::revoked, EMPTY))
        .as("the current key is revoked")
        .isEqualTo(GONE);
  }

  @Test
  void key_without_a_list_is_gone_only_if_it_is_invalid() {
    for (var id : Arrays.asList("k-abc", null)) {
      assertThat(listing(FORMER, id, AccountKeysTest::revoked, NO_LIST)).isEqualTo(GONE);
      assertThat(listing(FORMER, id, AccountKeysTest::valid, NO_LIST)).isEqualTo(NOT_SHOWN);
      assertThat(listing(null, id, AccountKeysTest::unasked, NO_LIST)).isEqualTo(NOT_SHOWN);
    }
    assertThat(listing(FORMER, null, AccountKeysTest::valid, ALONE, NO_LIST)).isEqualTo(NOT_SHOWN);
  }

  @Test
  void other_refusals_prove_nothing_about_a_key() {
    Supplier<String> refused =
        () -> {
          throw new WandbException.Refused(FORBIDDEN, "a proxy");
        };
    assertThat(listing(FORMER, null, refused, ALONE)).isEqualTo(MISSING);
    assertThat(listing(null, "k-abc", refused, EMPTY)).isEqualTo(UNKNOWN);
  }

  @Test
  void known_id_counts_more_than_the_beginning_of_a_key() {
    assertThat(listing(FORMER, "k-9", AccountKeysTest::valid, BOTH)).isEqualTo(MISSING);
    assertThat(keys("abc").idOf(FORMER, "k-9")).isEqualTo("k-9");
    assertThat(keys("abc").idOf(FORMER, null)).isEqualTo("k-abc");
  }

  @Test
  void empty_lists_prove_nothing_while_the_current_key_is_valid() {
    var current = new KeyRing.Held(CURRENT.value(), null, 1, CURRENT.createdAt());
    var hidden = List.of(key(null, null));
    var one = new AccountKeys(new Prefixes(AccountKeysTest::valid, hidden), ACCOUNT);
    assertThat(one.listing(null, "k-abc", current)).isEqualTo(GONE);
    var none = new AccountKeys(new Prefixes(AccountKeysTest::valid, EMPTY), ACCOUNT);
    assertThat(none.listing(null, "k-abc", current)).isEqualTo(UNKNOWN);
    var others = List.of(key("other", null));
    var cut = new AccountKeys(new Prefixes(AccountKeysTest::valid, others), ACCOUNT);
    assertThat(cut.listing(null, "k-abc", current)).as("no current key").isEqualTo(UNKNOWN);
    assertThat(none.isGone("k-abc", current)).isFalse();
    assertThat(one.isGone("k-abc", current)).isTrue();
    assertThat(one.isGone("k-abc", null)).as("no key in use").isFalse();
  }

  @Test
  void key_without_value_and_id_is_gone_by_elimination() {
    assertThat(listing(null, null, AccountKeysTest::unasked, ALONE)).isEqualTo(GONE);
    assertThat(listing(null, null, AccountKeysTest::unasked, WITH_STRAY)).isEqualTo(GONE);
    assertThat(listing(null, null, AccountKeysTest::unasked, BOTH)).isEqualTo(UNKNOWN);
    assertThat(listing(null, null, AccountKeysTest::unasked, ALONE, BOTH)).isEqualTo(UNKNOWN);
    assertThat(listing(null, null, AccountKeysTest::unasked, BOTH, ALONE)).isEqualTo(UNKNOWN);
    assertThat(listing(null, null, AccountKeysTest::valid, EMPTY))
        .as("a list without the current key is cut short")
        .isEqualTo(UNKNOWN);
    assertThat(listing(null, null, AccountKeysTest::revoked, EMPTY)).isEqualTo(GONE);
  }
}
