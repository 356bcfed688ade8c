package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountStatusBuilder;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.WandbException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ends the keys of an account that somebody deleted on the server: they go on working, and are
 * listed to nobody but their holder any more.
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
   * Revokes them, those of other people on an account that was taken over excepted: all, where a
   * Secret still holds one that works; else those that status knows.
   */
  public void end(AccountReconciliation pass, ServerConnection connection) {
    var accountId = pass.draft().id;
    if (accountId == null) {
      return;
    }
    var api = connection.api().apiKeys();
    var ids =
        secrets.left(pass, accountId).stream()
            .flatMap(key -> listedTo(key, accountId, api).stream())
            .findFirst()
            .map(keys -> keys.filter(key -> isOurs(key, pass)).map(RemoteKey::id))
            .orElseGet(() -> known(pass.draft()))
            .toList();
    ids.forEach(api::revoke);
    if (!ids.isEmpty()) {
      events.normal(
          pass.resource(),
          "KeyRevoked",
          "revoked the keys of the account that is gone: the server leaves them valid");
    }
  }

  /**
   * What a Secret holds a tenant may have written: only the account's own key is asked with. It is
   * the last in the list: as long as it works, whoever is interrupted can ask again.
   */
  private static Optional<Stream<RemoteKey>> listedTo(ApiKey key, String accountId, ApiKeys api) {
    try {
      return accountId.equals(api.holder(key).id())
          ? Optional.of(
              api.ofHolder(key).stream()
                  .sorted(Comparator.comparing(one -> AccountKeys.beginsWith(key, one))))
          : Optional.empty();
    } catch (WandbException.Refused refused) {
      return Optional.empty();
    }
  }

  private boolean isOurs(RemoteKey key, AccountReconciliation pass) {
    var own = new KeyMarker(clusterId, pass.resource().getMetadata().getUid(), 0);
    return !Boolean.TRUE.equals(pass.draft().adopted)
        || Optional.ofNullable(key.description())
            .flatMap(KeyMarker::read)
            .filter(own::isOfSame)
            .isPresent();
  }

  private static Stream<String> known(AccountStatusBuilder draft) {
    var state = draft.apiKey;
    if (state == null || Boolean.TRUE.equals(draft.adopted)) {
      return Stream.empty();
    }
    return Stream.of(
            Optional.ofNullable(state.id()),
            Optional.ofNullable(state.previous()).map(PreviousKey::id),
            Optional.ofNullable(draft.pendingKey).map(PendingKey::id))
        .flatMap(Optional::stream);
  }
}
