package com.wandb.iam.account.key;

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
    return listed().stream()
        .flatMap(List::stream)
        .filter(
            key ->
                Optional.ofNullable(key.description())
                    .flatMap(KeyMarker::read)
                    .filter(which)
                    .isPresent())
        .toList();
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
   * Revokes a key of this account; one that the account does not have any more is no error.
   *
   * @return false where nothing could be done, as the server does not show whose key it is
   */
  boolean revoke(String id) {
    var shown = listed().orElse(null);
    if (shown == null) {
      return false;
    }
    if (shown.stream().anyMatch(key -> id.equals(key.id()))) {
      looked = false;
      api.revoke(id);
    }
    return true;
  }
}
