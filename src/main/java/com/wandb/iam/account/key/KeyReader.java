package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of an account from its Secret or the escrow, and decides which of them count.
 * Status and the server override the Secret, because tenants can edit the Secret.
 */
final class KeyReader {
  private final KeySecrets secrets;
  private final AccountKeys keys;
  private final AccountReconciliation pass;

  KeyReader(KeySecrets secrets, AccountKeys keys, AccountReconciliation pass) {
    this.secrets = secrets;
    this.keys = keys;
    this.pass = pass;
  }

  /**
   * Returns the keys that count, each with its id if that is known.
   *
   * @param copies the Secrets as they were read in this reconciliation
   */
  KeyRing read(BoundAccount account, KeySecrets.Copies copies) {
    var found = secrets.held(pass, account, copies);
    return identified(confirmed(found).trusting(pass.draft().apiKey));
  }

  /**
   * Returns the keys if status contains or announces the current one. If status contains no key,
   * the server must confirm that the key is the account's own, because an old copy of the Secret
   * must not replace the current one.
   */
  private KeyRing confirmed(KeyRing found) {
    var state = pass.draft().apiKey;
    var key = found.current();
    if (key == null || found.isNumber(state) || isAnnounced(key)) {
      return found;
    }
    return state == null && keys.isOwn(key.value()) ? found : KeyRing.EMPTY;
  }

  /**
   * Gives each key the id from status. If status has none, uses the id from the server's list of
   * keys. An id in the annotations of the Secret does not count, because tenants can edit it.
   */
  private KeyRing identified(KeyRing found) {
    var state = pass.draft().apiKey;
    var current = found.current();
    if (state == null || current == null) {
      return new KeyRing(identified(current, null), identified(found.previous(), null));
    }
    if (found.isNumber(state)) {
      var previous = state.previous();
      return new KeyRing(
          identified(current, state.id()),
          identified(found.previous(), previous == null ? null : previous.id()));
    }
    return new KeyRing(
        identified(current, announcedId(current)),
        identified(found.previous(), found.isPreviousNumber(state) ? state.id() : null));
  }

  private KeyRing.@Nullable Held identified(
      KeyRing.@Nullable Held key, @Nullable String idInStatus) {
    if (key == null) {
      return null;
    }
    return key.withId(idInStatus == null ? keys.idOf(key.value(), null) : idInStatus);
  }

  private @Nullable String announcedId(KeyRing.Held key) {
    var pending = pass.draft().pendingKey;
    return pending != null && isAnnounced(key) ? pending.id() : null;
  }

  private boolean isAnnounced(KeyRing.Held key) {
    var pending = pass.draft().pendingKey;
    return pending != null
        && KeyMarker.read(pending.description())
            .filter(marker -> marker.sequence() == key.sequence())
            .isPresent();
  }
}
