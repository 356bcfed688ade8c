package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.WandbException;

/**
 * Makes the next key of an account: announced, made, published, and only then the one that counts.
 */
final class KeyRotator {
  private final KeyContext work;
  private final KeyRevoker retirement;

  KeyRotator(KeyContext work, KeyRevoker retirement) {
    this.work = work;
    this.retirement = retirement;
  }

  /**
   * Makes the next key where one is due, ordered, or where a person saw the one there is.
   *
   * @param highest the highest number that a key had so far
   */
  void renew(long highest) {
    boolean leaked = isPending(ActionAnnotation.REVOKE_NOW);
    boolean seen = work.current().imported();
    if (work.pass.draft().pendingKey != null) {
      return;
    }
    if (leaked) {
      retirement.end();
    } else if (!seen && !isDue()) {
      return;
    }
    if (work.account.withheld() != null) {
      work.warn("a new key is due, and is not made: " + work.account.withheld());
      return;
    }
    if (work.outstanding() != null) {
      work.warn("a new key is due, and waits until the one before it is revoked");
      return;
    }
    rotate(highest + 1, leaked || seen);
  }

  private boolean isPending(ActionAnnotation order) {
    return order.pending(work.pass.resource(), work.pass.report().handled()).isPresent();
  }

  private boolean isDue() {
    if (isPending(ActionAnnotation.ROTATE)) {
      var earliest = work.current().createdAt().plus(KeySchedule.PAUSE);
      boolean pause = wasOrdered() && work.now.isBefore(earliest);
      work.wakeAt(pause ? earliest : null);
      return !pause;
    }
    var due = work.schedule.rotatesAt(work.current().createdAt(), work.seed()).orElse(null);
    work.wakeAt(due);
    return due != null && !due.isAfter(work.now) && work.clocksAgree();
  }

  private boolean wasOrdered() {
    var handled = work.pass.report().handled();
    return ActionAnnotation.ROTATE.isIn(handled) || ActionAnnotation.REVOKE_NOW.isIn(handled);
  }

  /** Intent first, then the key, its id, the Secret, and only then the end of the intent. */
  private void rotate(long sequence, boolean atOnce) {
    if (!work.keys.isOwn(work.current().value())) {
      work.ring(new KeyRing(work.sources.first(work.now), null));
    }
    var draft = work.pass.draft();
    var old = work.current();
    var orders = work.orders();
    work.prove(old);
    work.refuseForeign();
    var pending = new PendingKey(work.marker(sequence).text(), orders, null);
    draft.pendingKey = pending;
    work.pass.save();
    KeyRing.Held next;
    try {
      var issued = work.keys.generate(old.value(), work.marker(sequence));
      next = new KeyRing.Held(issued.secret(), issued.id(), sequence, work.time());
    } catch (WandbException error) {
      throw notMade(error);
    }
    // Who reads the Secret has it: whatever becomes of both, it is known which to end.
    draft.pendingKey = pending.withId(next.id());
    work.pass.save();
    work.ring(atOnce ? new KeyRing(next, null) : work.ring().followedBy(next));
    work.publish(orders);
    draft.pendingKey = null;
    orders.forEach(work::handled);
    work.note();
    work.pass.save();
    work.wakeAt(work.schedule.rotatesAt(work.current().createdAt(), work.seed()).orElse(null));
    work.tell("KeyRotated", "made key number " + sequence + " of " + draft.name + source(old));
  }

  /** A key that a person made is of no use any more once it was followed. */
  private String source(KeyRing.Held old) {
    return old.imported()
        ? KeySecrets.sourceOf(work.pass.resource())
            .map(name -> "; the Secret " + name + ", whose key is revoked now, may be deleted")
            .orElse("")
        : "";
  }

  /** An answer that was lost, or an error beside it, may have been a key; a refusal was none. */
  private RuntimeException notMade(WandbException error) {
    if (error instanceof WandbException.Refused) {
      work.pass.draft().pendingKey = null;
    }
    return error instanceof WandbException.Refused refused
            && refused.reason() == WandbException.Refused.Refusal.SWITCHED_OFF
        ? new ReconcileAbort(
            ReconcileResult.blocked(
                Reason.KeyCreationDisabled,
                "the server does not let service accounts of teams make keys ("
                    + error.getMessage()
                    + "); the key in the Secret stays as it is. Have the setting \"Disable API key"
                    + " creation\" changed, or use an account of scope Organization"))
        : error;
  }
}
