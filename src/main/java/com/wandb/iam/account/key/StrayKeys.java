package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.RemoteKey;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Marked keys of an account that no Secret contains: those of a crash, and of other clusters. */
final class StrayKeys {
  private final KeyContext work;
  private final String clusterId;

  StrayKeys(KeyContext work, String clusterId) {
    this.work = work;
    this.clusterId = clusterId;
  }

  /**
   * Ends the reconciliation if the operator of another cluster created such keys of the account.
   *
   * <p>Before the first key is published, any such key is a reason: another resource may own the
   * account, and what the server shows may be that one's key. The same holds for an adopted
   * account. Later, on an account that the operator created, only a key of this resource is a
   * reason: it was copied here with the status of a resource of another cluster, which would lose
   * it by the rotation. Other marked keys protect nothing there, because a rotation ends only keys
   * of this resource. They may also be false, because everyone who has a key of an account can
   * create more with any description. So they must not hold the rotation. Nothing of this holds
   * after a leak.
   */
  void refuseForeign(Predicate<RemoteKey> which) {
    if (work.keys.marked(marker -> !marker.cluster().equals(clusterId)).stream().anyMatch(which)) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "The operator of another cluster created API keys of this account. Orphan the account"
                  + " there. If that cluster was deleted, revoke those keys in the W&B App."));
    }
  }

  /** Returns whether the Secret or status contains a key. */
  boolean isKnown(RemoteKey key) {
    return work.ring().holds(key.id()) || isInStatus(key.id());
  }

  /**
   * Returns the listed keys that this resource does not explain: neither the Secret nor status
   * contains them, and they lack its marker. A key of the Secret that cannot be told from them
   * explains all keys that it may be.
   */
  List<RemoteKey> unknown() {
    return work.keys.listed().stream()
        .flatMap(List::stream)
        .filter(key -> !isKnown(key) && !AccountKeys.isMarked(key, work.marker(0)::isOfSame))
        .filter(key -> !mayBe(work.ring().current(), key) && !mayBe(work.ring().previous(), key))
        .toList();
  }

  private static boolean mayBe(KeyRing.@Nullable Held held, RemoteKey key) {
    return held != null && held.id() == null && AccountKeys.mayBegin(held.value(), key);
  }

  /** Records unknown keys in status, and reports them. They may be the only sign of a thief. */
  void noteUnknown(List<RemoteKey> keys) {
    var names = keys.isEmpty() ? null : KeyNames.of(keys);
    work.pass.draft().apiKey =
        Objects.requireNonNull(work.pass.draft().apiKey, "status has the key").withUnknown(names);
    if (names != null) {
      work.emitWarning("UnknownKeys", unknown(names));
    }
  }

  /** Repeats the unknown keys of the last rotation, without a request to the server. */
  void warnOfUnknown() {
    var state = work.pass.draft().apiKey;
    if (state != null && state.unknownKeys() != null) {
      work.warn(unknown(state.unknownKeys()));
    }
  }

  private static String unknown(String names) {
    return "At the last rotation, the account had API keys that this resource did not create: "
        + names
        + ". If they are not yours, revoke them in the W&B App. The next rotation checks again.";
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
        .filter(key -> !isKnown(key))
        .toList();
  }

  private boolean isInStatus(String id) {
    var state = work.pass.draft().apiKey;
    return state != null
        && (id.equals(state.id())
            || (state.previous() != null && id.equals(state.previous().id())));
  }
}
