package com.wandb.iam.account.key;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The effects and reads that complete what an earlier reconciliation began. */
final class KeyRecovery {
  private final KeyContext work;
  private final KeyRequests requests;

  KeyRecovery(KeyContext work, KeyRequests requests) {
    this.work = work;
    this.requests = requests;
  }

  /** Revokes the keys that the operator created and that are in no Secret. */
  List<KeyStep> search() {
    var facts = work.facts();
    boolean listed = work.keys.listed().isPresent();
    boolean arrived =
        listed
            && ((facts.pending() != null && facts.pending().id() != null)
                || work.strays().hasNumber(facts.intended()));
    var unproven = revokeUnpublished(facts);
    work.strays().revoke();
    return KeyPlan.afterSearch(listed, arrived, work.strays().isNone(), unproven);
  }

  /**
   * Revokes the intended key by its id, because a list that is cut short may lack its marker.
   *
   * @return the id if nothing proves that the key is revoked; otherwise null
   */
  private @Nullable String revokeUnpublished(KeyFacts facts) {
    var id = facts.pending() == null ? null : facts.pending().id();
    if (id == null || facts.holds(id)) {
      return null;
    }
    work.keys.revoke(id);
    return work.keys.isGone(id, work.ring().current()) ? null : id;
  }

  /** Keeps the intent until its request has had the time to arrive. */
  List<KeyStep> awaitArrival() {
    var description = Objects.requireNonNull(work.pass.draft().pendingKey).description();
    return work.plan().afterWait(requests.arrivesBy(work.uid(), description, work.now));
  }

  void forgetIntent() {
    work.pass.draft().pendingKey = null;
    requests.forget(work.uid());
  }

  /** Keeps the time of creation from status, because the server does not return it. */
  void renumber(long sequence) {
    var first = work.current();
    var renumbered = new KeyRing.Held(first.value(), first.id(), sequence, work.now);
    work.ring(new KeyRing(renumbered, null).trusting(work.pass.draft().apiKey));
  }
}
