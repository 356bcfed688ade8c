package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountStatusBuilder;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.server.sync.ServerBindings;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.WandbException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Revokes the keys of an account that was deleted on the server, because they stay valid and the
 * server lists them only to requests with one of these keys.
 */
public final class OrphanedKeys {
  private final KeySecrets secrets;
  private final EventRecorder events;
  private final String clusterId;

  public OrphanedKeys(KeySecrets secrets, EventRecorder events, String clusterId) {
    this.secrets = secrets;
    this.events = events;
    this.clusterId = clusterId;
  }

  /**
   * Revokes the keys that status knows, and those that the server lists to the keys in the Secret.
   * Keeps the keys of other users of an adopted account. An id in status counts only for the server
   * that it was found on: another one gives it to a stranger's key. Otherwise an event names it.
   */
  public void end(AccountReconciliation pass, ServerConnection connection) {
    var accountId = pass.draft().id;
    if (accountId == null) {
      return;
    }
    var api = connection.api().apiKeys();
    var ended = new HashSet<String>();
    boolean listed = false;
    for (var key : secrets.left(pass, accountId)) {
      listed |= endListedTo(key, accountId, api, one -> isOurs(one, pass), ended);
    }
    var known = known(pass.draft()).filter(id -> !ended.contains(id)).toList();
    var binding = pass.draft().binding;
    if (binding != null && ServerBindings.isOf(binding, connection)) {
      known.stream().filter(ended::add).forEach(api::revoke);
    } else if (!listed && !known.isEmpty()) {
      events.warning(
          pass.resource(),
          "KeyNotRevoked",
          "The service account was deleted on the W&B server, which shows the keys of such an"
              + " account only to one of these keys, and none is left in the Secret. If the API keys "
              + String.join(", ", known)
              + " are still valid, revoke them in the W&B App.");
    }
    if (!ended.isEmpty()) {
      events.normal(
          pass.resource(),
          "KeyRevoked",
          "Revoked the API keys of the deleted account, because the server keeps them valid.");
    }
  }

  /**
   * Revokes the keys that the server lists to a key, and that key last: while it works, the list
   * can be read again. Reads the list until it contains no other key, and twice at least, because
   * one list may be cut short. Tenants can edit the Secret, so only the account's own key counts.
   *
   * @param ended receives the ids of the keys that are revoked
   * @return whether the server lists keys to this key
   */
  private static boolean endListedTo(
      ApiKey key, String accountId, ApiKeys api, Predicate<RemoteKey> ours, Set<String> ended) {
    for (int list = 0; list < AccountKeys.MOST_LISTS; list++) {
      var all = listedTo(key, accountId, api).orElse(null);
      if (all == null) {
        return list > 0;
      }
      var listed = all.stream().filter(ours).toList();
      var others = listed.stream().filter(one -> !AccountKeys.beginsWith(key, one)).toList();
      revoke(others, api, ended);
      if (others.isEmpty() && list > 0) {
        revoke(listed, api, ended);
        return true;
      }
    }
    throw new ReconcileAbort(
        ReconcileResult.waiting(
            Reason.Pending, "The W&B server still lists revoked API keys of the account."));
  }

  /**
   * Returns the keys that the server lists to a key, or empty if it is not a valid key of the
   * account. Only these questions may be refused: a revocation that is refused has to be retried.
   */
  private static Optional<List<RemoteKey>> listedTo(ApiKey key, String accountId, ApiKeys api) {
    try {
      return accountId.equals(api.holder(key).id())
          ? Optional.of(api.ofHolder(key))
          : Optional.empty();
    } catch (WandbException.Refused refused) {
      return Optional.empty();
    }
  }

  private static void revoke(List<RemoteKey> keys, ApiKeys api, Set<String> ended) {
    for (var key : keys) {
      api.revoke(key.id());
      ended.add(key.id());
    }
  }

  private boolean isOurs(RemoteKey key, AccountReconciliation pass) {
    var own = new KeyMarker(clusterId, pass.resource().getMetadata().getUid(), 0);
    return !Boolean.TRUE.equals(pass.draft().adopted) || AccountKeys.isMarked(key, own::isOfSame);
  }

  private static Stream<String> known(AccountStatusBuilder draft) {
    var state = Optional.ofNullable(draft.apiKey);
    boolean made = !Boolean.TRUE.equals(draft.adopted);
    return Stream.of(
            state.filter(key -> made || isNumbered(key)).map(ApiKeyState::id),
            state
                .map(ApiKeyState::previous)
                .filter(key -> made || Boolean.FALSE.equals(key.adopted()))
                .map(PreviousKey::id),
            Optional.ofNullable(draft.pendingKey).map(PendingKey::id))
        .flatMap(Optional::stream);
  }

  private static boolean isNumbered(ApiKeyState key) {
    return key.sequence() != null && key.sequence() > 0;
  }
}
