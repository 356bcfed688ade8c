package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.IssuedKey;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one service account on the server. An id or a value from a place that tenants can
 * write is used only if the server confirms that it is this account's.
 */
public final class AccountKeys {
  /** Maximum number of lists to read until no key is left. */
  static final int MOST_LISTS = 5;

  private final ApiKeys api;
  private final RemoteMember account;
  private @Nullable List<RemoteKey> listed;
  private boolean looked;

  public AccountKeys(ApiKeys api, RemoteMember account) {
    this.api = api;
    this.account = account;
  }

  /** Returns all keys of the account; empty if the server does not list them to the operator. */
  Optional<List<RemoteKey>> listed() {
    if (!looked) {
      try {
        listed = api.of(account);
      } catch (WandbException.NotFound | WandbException.Refused notShown) {
        listed = null;
      }
      looked = true;
    }
    return Optional.ofNullable(listed);
  }

  /** Returns the listed key that begins as that key; empty if several do. */
  Optional<RemoteKey> find(ApiKey key) {
    var found =
        listed().stream().flatMap(List::stream).filter(one -> beginsWith(key, one)).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /**
   * Returns what the server says about a former key. Reads a second list if the first lacks the
   * key. Asks with the key itself if no list contains it.
   *
   * @param value null if no Secret contains the key
   * @param id null if the server never listed the key to the operator
   * @param current the key that is in use
   */
  KeyListing listing(@Nullable ApiKey value, @Nullable String id, KeyRing.Held current) {
    var lists = new ArrayList<List<RemoteKey>>();
    for (int list = 0; list < 2; list++) {
      if (list > 0) {
        looked = false;
      }
      if (isListed(value, id)) {
        return KeyListing.LISTED;
      }
      lists.add(listed().orElse(List.of()));
    }
    if (value != null && !mayBeValid(value)) {
      return KeyListing.GONE;
    }
    if (listed().isEmpty()) {
      return KeyListing.NOT_SHOWN;
    }
    if (value != null) {
      return KeyListing.MISSING;
    }
    return isProof(lists, id == null, current) ? KeyListing.GONE : KeyListing.UNKNOWN;
  }

  /**
   * Returns whether lists without a former key prove that it is gone: each could contain the
   * current key, so it is not visibly cut short; or the current key is revoked, too.
   *
   * @param unknown whether the id of the former key is not known; any key may be it then, except
   *     the current one and those with a marker
   */
  private boolean isProof(List<List<RemoteKey>> lists, boolean unknown, KeyRing.Held current) {
    var id = idOf(current.value(), current.id());
    if (unknown && !lists.stream().flatMap(List::stream).allMatch(key -> isExplained(key, id))) {
      return false;
    }
    return lists.stream().allMatch(list -> mayBeComplete(list, current.value(), id, unknown))
        || !mayBeValid(current.value());
  }

  /** Returns whether a list may contain the current key; otherwise it is cut short. */
  private static boolean mayBeComplete(
      List<RemoteKey> list, ApiKey current, @Nullable String currentId, boolean unknown) {
    if (currentId == null) {
      return !unknown && list.stream().anyMatch(key -> isHidden(key) || beginsWith(current, key));
    }
    return list.stream().anyMatch(key -> key.id().equals(currentId));
  }

  /**
   * Returns whether a key that no Secret contains is gone. Reads two lists, because one may be cut
   * short.
   *
   * @param current the key that is in use; null if there is none, and then no list is a proof
   */
  boolean isGone(String id, KeyRing.@Nullable Held current) {
    return current != null && listing(null, id, current) == KeyListing.GONE;
  }

  private static boolean isExplained(RemoteKey key, @Nullable String currentId) {
    return key.id().equals(currentId) || isMarked(key, marker -> true);
  }

  /** Returns whether the server lists a key of which the operator has the value. */
  boolean isListed(KeyRing.Held key) {
    return isListed(key.value(), key.id());
  }

  private boolean isListed(@Nullable ApiKey value, @Nullable String id) {
    return id == null ? value != null && find(value).isPresent() : isListed(id);
  }

  /**
   * Returns the known id of a key, or else that of the listed key that begins alike. The beginning
   * never replaces a known id: in a list that is cut short, another key may be the only one that
   * begins so.
   */
  @Nullable String idOf(ApiKey key, @Nullable String known) {
    return known == null ? find(key).map(RemoteKey::id).orElse(null) : known;
  }

  /** Returns whether a listed key may be that key, by the beginning that the server shows. */
  static boolean beginsWith(ApiKey key, RemoteKey listed) {
    return !isHidden(listed) && key.reveal().startsWith(String.valueOf(listed.prefix()));
  }

  /** Returns whether a listed key may be that key; one whose beginning is not shown may be any. */
  static boolean mayBegin(ApiKey key, RemoteKey listed) {
    return isHidden(listed) || beginsWith(key, listed);
  }

  private static boolean isHidden(RemoteKey listed) {
    return listed.prefix() == null || listed.prefix().isEmpty();
  }

  /** Returns the keys with a marker that the condition selects. */
  public List<RemoteKey> marked(Predicate<KeyMarker> which) {
    return listed().stream().flatMap(List::stream).filter(key -> isMarked(key, which)).toList();
  }

  /** Returns whether a key has a marker that the condition selects. */
  public static boolean isMarked(RemoteKey key, Predicate<KeyMarker> which) {
    return Optional.ofNullable(key.description())
        .flatMap(KeyMarker::read)
        .filter(which)
        .isPresent();
  }

  /** Returns whether the server confirms that a key is valid and belongs to this account. */
  boolean isOwn(ApiKey key) {
    try {
      return isHeldByAccount(key);
    } catch (WandbException.Refused refused) {
      return false;
    }
  }

  /**
   * Returns whether a key may be a valid one of this account. Only two answers prove that it is
   * not: the key is unknown, or it belongs to another account.
   */
  private boolean mayBeValid(ApiKey key) {
    try {
      return isHeldByAccount(key);
    } catch (WandbException.Refused refused) {
      return refused.reason() != WandbException.Refused.Refusal.UNAUTHENTICATED;
    }
  }

  private boolean isHeldByAccount(ApiKey key) {
    return Objects.equals(api.holder(key).id(), account.userId());
  }

  /** Creates a key with one that is known to be the account's own. */
  IssuedKey generate(ApiKey own, KeyMarker marker) {
    looked = false;
    return api.generate(own, marker.text());
  }

  /**
   * Revokes a key of this account. Does not fail if the account does not have the key any more.
   * Reads a second list if the first does not contain the key, because a list may be cut short.
   * Does nothing if the server does not list the keys.
   */
  void revoke(String id) {
    if (!isListed(id)) {
      looked = false;
    }
    if (isListed(id)) {
      looked = false;
      api.revoke(id);
    }
  }

  /**
   * Revokes all keys of this account but one, whatever their descriptions and whoever created them.
   * Reads lists until one contains the kept key alone, because a key that is not revoked yet may
   * create another one meanwhile. If the kept key was revoked, too, a list without it counts.
   *
   * @param current the key that stays valid
   * @return unconfirmed, without any revocation, if that key cannot be told from others
   */
  EndedKeys revokeOthers(KeyRing.Held current) {
    var kept = idOf(current.value(), current.id());
    if (kept == null && mayBeValid(current.value())) {
      return EndedKeys.UNCONFIRMED;
    }
    var revoked = new LinkedHashMap<String, RemoteKey>();
    for (int list = 0; list < MOST_LISTS; list++) {
      looked = false;
      if (listed().isEmpty()) {
        return EndedKeys.UNCONFIRMED;
      }
      var others = listed().get().stream().filter(key -> !key.id().equals(kept)).toList();
      boolean whole = (kept != null && isListed(kept)) || !mayBeValid(current.value());
      if (list > 0 && whole) {
        others.forEach(key -> revoked.remove(key.id()));
        if (others.isEmpty() || list == MOST_LISTS - 1) {
          return new EndedKeys(List.copyOf(revoked.values()), others.isEmpty());
        }
      }
      for (var other : others) {
        api.revoke(other.id());
        revoked.put(other.id(), other);
      }
    }
    return EndedKeys.UNCONFIRMED;
  }

  private boolean isListed(String id) {
    return listed().stream().flatMap(List::stream).anyMatch(key -> id.equals(key.id()));
  }

  /** Returns whether the account may have the key: it is listed, or the server lists no keys. */
  boolean mayHave(String id) {
    return listed().isEmpty() || isListed(id);
  }

  /**
   * Revokes all keys of the account that a condition selects, and returns once a later list
   * contains none of them. One list is not enough before the account is deleted: it may be cut
   * short, and a request that is still under way may make one more key, until the key that it was
   * sent with is revoked. The keys of a deleted account can never be listed.
   *
   * @throws WandbException if the server does not list them
   * @throws ReconcileAbort if it still lists them after {@link #MOST_LISTS} lists
   */
  public void revokeAll(Predicate<RemoteKey> which) {
    for (int list = 0; list < MOST_LISTS; list++) {
      var found = api.of(account).stream().filter(which).toList();
      if (found.isEmpty() && list > 0) {
        return;
      }
      found.forEach(key -> api.revoke(key.id()));
    }
    throw new ReconcileAbort(
        ReconcileResult.waiting(
            Reason.Pending, "The W&B server still lists revoked API keys of the account."));
  }
}
