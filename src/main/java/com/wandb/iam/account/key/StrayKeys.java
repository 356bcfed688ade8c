package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.RemoteKey;
import java.util.List;

/** Marked keys of an account that no Secret contains: those of a crash, and of other clusters. */
final class StrayKeys {
  private final KeyContext work;
  private final String clusterId;

  StrayKeys(KeyContext work, String clusterId) {
    this.work = work;
    this.clusterId = clusterId;
  }

  /** Ends the reconciliation if the operator of another cluster created keys of the account. */
  void refuseForeign() {
    if (!work.keys.marked(marker -> !marker.cluster().equals(clusterId)).isEmpty()) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "The operator of another cluster created API keys of this account. Orphan the account"
                  + " there. If that cluster was deleted, revoke those keys in the W&B App."));
    }
  }

  /** Revokes the keys of this resource that neither the Secret nor status contains. */
  void revoke() {
    for (var stray : list()) {
      work.keys.revoke(stray.id());
      work.emit(
          "KeyRevoked",
          "Revoked an API key that the operator created just before it crashed, and that is in no"
              + " Secret.");
    }
  }

  /** Returns whether the server lists keys, and none that {@link #revoke()} would revoke. */
  boolean isNone() {
    return work.keys.listed().isPresent() && list().isEmpty();
  }

  /** Returns whether the server lists a key of this resource with that number. */
  boolean hasNumber(long sequence) {
    return !work.keys.marked(work.marker(sequence)::equals).isEmpty();
  }

  private List<RemoteKey> list() {
    return work.keys.marked(work.marker(0)::isOfSame).stream()
        .filter(key -> !work.ring().holds(key.id()) && !isInStatus(key.id()))
        .toList();
  }

  private boolean isInStatus(String id) {
    var state = work.pass.draft().apiKey;
    return state != null
        && (id.equals(state.id())
            || (state.previous() != null && id.equals(state.previous().id())));
  }
}
