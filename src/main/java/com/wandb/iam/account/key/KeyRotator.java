package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.PlainText;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.WandbException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the next key of an account. */
final class KeyRotator {
  private final KeyContext work;

  KeyRotator(KeyContext work) {
    this.work = work;
  }

  /**
   * Creates the next key. The order of effects must not change: the intent is saved first, then the
   * key is created, its id is saved, the Secret is written, and only then the intent is removed.
   *
   * @param atOnce whether the Secret does not keep the key that is replaced. A key that the server
   *     does not list is kept all the same, because only its value tells whether it is valid.
   */
  void rotate(long sequence, boolean atOnce) {
    // A conflict after the call would cost the new key.
    work.readAgain();
    if (!work.keys.isOwn(work.current().value())) {
      work.ring(new KeyRing(work.sources.first(work.now), null));
    }
    var draft = work.pass.draft();
    var old = work.current();
    var actions = work.actions();
    work.prove(old);
    var replaced = replaced(atOnce);
    boolean adopted = Boolean.TRUE.equals(draft.adopted);
    boolean leaked = work.facts().requests().revokeNow();
    var strays = work.strays();
    if (!leaked) {
      strays.refuseForeign(adopted ? key -> true : strays::isKnown);
    }
    var unknown = strays.unknown();
    var pending = work.intend(sequence, actions);
    work.pass.save();
    var next = generate(old, sequence);
    // Saved before the Secret is written, because readers of the Secret can use the key.
    draft.pendingKey = pending.withId(next.id());
    work.pass.save();
    work.ring(new KeyRing(next, replaced));
    work.publish(actions);
    if (!work.facts().endsOthers()) {
      draft.pendingKey = null;
    }
    actions.forEach(work::handled);
    work.note();
    // Those of an account that the operator created end next.
    strays.noteUnknown(leaked && !adopted ? List.of() : unknown);
    work.pass.save();
    work.requeueForRotation();
    work.emit(
        "KeyRotated", "Created API key " + sequence + " of " + draft.name + "." + source(old));
  }

  /** Returns what the Secret keeps of the key that is replaced. */
  private KeyRing.@Nullable Held replaced(boolean atOnce) {
    var current = work.current();
    if (!atOnce) {
      return current;
    }
    return work.keys.isListed(current) ? null : current.exposed();
  }

  private KeyRing.Held generate(KeyRing.Held old, long sequence) {
    try {
      var issued = work.keys.generate(old.value(), work.marker(sequence));
      return new KeyRing.Held(issued.secret(), issued.id(), sequence, work.time());
    } catch (WandbException error) {
      throw notMade(error);
    }
  }

  /**
   * Returns a hint to delete the source of an imported key. It does not call the key revoked,
   * because the server has not confirmed that yet.
   */
  private String source(KeyRing.Held old) {
    return old.imported() && work.ring().previous() == null
        ? KeySecrets.sourceOf(work.pass.resource())
            .map(
                name ->
                    " The Secret " + name + " can be deleted once the event KeyRevoked is there.")
            .orElse("")
        : "";
  }

  /**
   * Returns what to throw for an error, and forgets the intent if the error proves that no key was
   * created. A refusal proves it, and so does a request that was throttled or not sent. A lost
   * answer proves nothing.
   */
  private RuntimeException notMade(WandbException error) {
    if (error instanceof WandbException.Refused
        || error instanceof WandbException.Throttled
        || (error instanceof WandbException.Unavailable silence && !silence.outcomeUnknown())) {
      work.pass.draft().pendingKey = null;
    }
    return error instanceof WandbException.Refused refused
            && refused.reason() == WandbException.Refused.Refusal.SWITCHED_OFF
        ? new ReconcileAbort(
            ReconcileResult.blocked(
                Reason.KeyCreationDisabled,
                "The W&B server does not allow service accounts of teams to create API keys: "
                    + PlainText.clause(String.valueOf(error.getMessage()))
                    + ". The key in the Secret stays valid and unchanged. Change the setting"
                    + " \"Disable API key creation\" on the W&B server, or create a new"
                    + " ServiceAccount with scope Organization."))
        : error;
  }
}
