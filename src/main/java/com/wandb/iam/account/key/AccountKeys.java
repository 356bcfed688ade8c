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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one service account on the server. An id or a value that stood where a tenant can
 * write is used only where the server says that it is this account's.
 */
public final class AccountKeys {
  /** How often the keys are listed until none is left. */
  static final int MOST_LISTS = 5;

  private final ApiKeys api;
  private final RemoteMember account;
  private @Nullable List<RemoteKey> listed;
  private boolean looked;

  public AccountKeys(ApiKeys api, RemoteMember account) {
    this.api = api;
    this.account = account;
  }

  /** All keys of the account; empty where the server does not show them to us. */
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

  /** A key as the server lists it, by the beginning of it that the server shows. */
  Optional<RemoteKey> find(ApiKey key) {
    return listed().stream().flatMap(List::stream).filter(one -> beginsWith(key, one)).findFirst();
  }

  /** Whether the server lists that key so. */
  static boolean beginsWith(ApiKey key, RemoteKey listed) {
    var prefix = listed.prefix();
    return prefix != null && !prefix.isEmpty() && key.reveal().startsWith(prefix);
  }

  /** The keys with markers that the question is about. */
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

  /** Whether a key is good, and this account's. */
  boolean isOwn(ApiKey key) {
    try {
      return Objects.equals(api.holder(key).id(), account.userId());
    } catch (WandbException.Refused refused) {
      return false;
    }
  }

  /** Makes a further key with one that is known to be the account's own. */
  IssuedKey generate(ApiKey own, KeyMarker marker) {
    looked = false;
    return api.generate(own, marker.text());
  }

  /**
   * Revokes a key of this account; one that the account does not have any more is no error. A key
   * that one list does not contain is looked for in a second one, because a list may be cut short.
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
   * sent with is revoked. Nobody can list the keys of a deleted account.
   *
   * @throws WandbException where the server does not list them
   * @throws ReconcileAbort where it lists them again and again
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
            Reason.Pending, "the server still lists keys of the account that were revoked"));
  }
}
