package com.wandb.iam.account.key;

import com.wandb.iam.reconcile.ReconcileResult;

/**
 * One pass over the keys of one account: what an earlier pass left half-done, the first key, the
 * next one, and the end of the one before. Whatever a crash interrupts, each key that was made is
 * in the Secret, or is found by its {@link KeyMarker} and revoked.
 */
public final class KeyReconciler {
  private final KeyContext work;
  private final KeyRollouts rollouts;

  public KeyReconciler(KeyContext work, KeyRollouts rollouts) {
    this.work = work;
    this.rollouts = rollouts;
  }

  /** Sees to the keys; the Secret holds what status says when this returns. */
  public ReconcileResult run() {
    if (work.pass.draft().apiKey == null || work.ring().current() == null) {
      work.refuseForeign();
    }
    long highest = recover();
    if (work.ring().current() == null) {
      begin();
    }
    if (!work.isToStay()) {
      work.publish();
    }
    work.note();
    var retirement = new KeyRevoker(work, rollouts);
    new KeyRotator(work, retirement).renew(highest);
    retirement.retire();
    work.pass.draft().warnings = work.warnings();
    return work.conclusion();
  }

  /**
   * Ends what an earlier pass left open: a key that it made is in the Secret, or is revoked.
   *
   * @return the highest number that a key of this resource had so far
   */
  private long recover() {
    var draft = work.pass.draft();
    var state = draft.apiKey;
    long highest =
        Math.max(
            work.ring().current() == null ? 0 : work.ring().current().sequence(),
            state == null || state.sequence() == null ? 0 : state.sequence());
    var pending = draft.pendingKey;
    if (pending == null) {
      return highest;
    }
    var intent = KeyMarker.read(pending.description());
    long intended = intent.map(KeyMarker::sequence).orElse(0L);
    if (work.ring().current() != null && work.ring().current().sequence() == intended) {
      pending.orders().forEach(work::handled);
    } else if (work.keys.listed().isPresent()) {
      work.revokeStrays();
    } else {
      work.warn(
          "the server does not show the account's keys to us: whether one was made just before a"
              + " crash is not known, and none is made until it is");
      work.waitFor();
      return Math.max(highest, intended);
    }
    draft.pendingKey = null;
    return Math.max(highest, intended);
  }

  /** The first key. Whoever asks for a new one at the same time has it by this. */
  private void begin() {
    var draft = work.pass.draft();
    var state = draft.apiKey;
    var first = work.sources.first(work.now);
    work.ring(new KeyRing(first, null));
    if (state != null && first.id() != null && first.id().equals(state.id())) {
      long sequence = state.sequence() == null ? 0 : state.sequence();
      work.ring(new KeyRing(new KeyRing.Held(first.value(), first.id(), sequence, work.now), null));
    } else {
      // The server shows one key and not the others: those that nobody can read any more end.
      draft.apiKey = null;
      work.revokeStrays();
    }
    if (state == null && !Boolean.TRUE.equals(draft.adopted) && !first.imported()) {
      work.orders().forEach(work::handled);
    }
    work.ring(work.ring().trusting(draft.apiKey));
    if (draft.apiKey == null && !first.imported()) {
      // Who reads the Secret has it: whatever becomes of both, it is known which to end.
      work.note();
      work.pass.save();
    }
  }
}
