package com.wandb.iam.account.key;

import com.wandb.iam.reconcile.ReconcileResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reconciles the keys of one account: completes what an earlier reconciliation intended, publishes
 * the first key, rotates it, and revokes the previous one. {@link KeyPlan} and {@link
 * RevocationPlan} decide, and this class applies the steps. Whatever a crash interrupts, each key
 * is in the Secret, or status has its id until it is revoked, or it is found by its {@link
 * KeyMarker} and revoked.
 */
public final class KeyReconciler {
  private final KeyContext work;
  private final KeyRecovery recovery;
  private final KeyRotator rotator;
  private final KeyRevoker revoker;

  public KeyReconciler(KeyContext work, KeyRollouts rollouts, KeyRequests requests) {
    this.work = work;
    this.recovery = new KeyRecovery(work, requests);
    this.rotator = new KeyRotator(work);
    this.revoker = new KeyRevoker(work, rollouts);
  }

  /** Reconciles the keys; when this returns, the Secret contains the keys that status lists. */
  public ReconcileResult run() {
    work.read();
    if (work.plan().beginsUnknown()) {
      work.strays().refuseForeign(key -> true);
    }
    long highest = work.plan().highestNumber();
    apply(work.plan().recovery());
    if (work.ring().current() == null) {
      begin();
    }
    if (!work.isToStay()) {
      work.publish();
    }
    work.note();
    apply(work.plan().beforeRotation());
    apply(work.plan().ifPreviousStays());
    apply(work.plan().rotation(highest));
    apply(work.plan().afterLeak());
    apply(work.revocationPlan().steps());
    work.strays().warnOfUnknown();
    work.pass.draft().warnings = work.warnings();
    return work.result();
  }

  private void begin() {
    var first = work.sources.first(work.now);
    var plan = work.plan();
    work.ring(new KeyRing(first, null));
    apply(plan.first(Objects.requireNonNull(KeyRing.fact(first))));
  }

  private void apply(List<KeyStep> steps) {
    steps.forEach(this::apply);
  }

  private void apply(KeyStep step) {
    switch (step) {
      case KeyStep.Warn(var warning) -> work.warn(warning);
      case KeyStep.Emit(var reason, var message) -> work.emit(reason, message);
      case KeyStep.EmitWarning(var reason, var message) -> work.emitWarning(reason, message);
      case KeyStep.Requeue() -> work.requeueWithBackoff();
      case KeyStep.RequeueAt(var time) -> work.requeueAt(time);
      case KeyStep.Acknowledge(var actions) -> actions.forEach(work::handled);
      case KeyStep.AcknowledgeAll() -> work.actions().forEach(work::handled);
      case KeyStep.NoteKeys() -> work.note();
      case KeyStep.ForgetIntent() -> recovery.forgetIntent();
      case KeyStep.Search() -> apply(recovery.search());
      case KeyStep.AwaitArrival() -> apply(recovery.awaitArrival());
      case KeyStep.Renumber(var sequence) -> recovery.renumber(sequence);
      case KeyStep.ForgetState() -> work.pass.draft().apiKey = null;
      case KeyStep.RevokeStrays() -> work.strays().revoke();
      case KeyStep.Intend(var sequence) -> work.intend(sequence, Map.of());
      case KeyStep.Revoke(var id) -> work.keys.revoke(id);
      case KeyStep.SaveKeys() -> {
        work.note();
        work.pass.save();
      }
      case KeyStep.Save() -> work.pass.save();
      case KeyStep.Rotate(var sequence, var atOnce) -> rotator.rotate(sequence, atOnce);
      case KeyStep.Restart() -> {
        var open = revoker.restart();
        apply(work.revocationPlan().afterRestart(open));
      }
      case KeyStep.ListHolders(var open) ->
          apply(work.revocationPlan().afterHolders(open, revoker.holders()));
      case KeyStep.EndOthers() -> apply(work.plan().afterEndingOthers(revoker.endOthers()));
      case KeyStep.EndPrevious() -> {
        if (work.outstanding() != null) {
          // Read first, because the look-up of the id uses the last list.
          var listing = revoker.listing();
          apply(work.revocationPlan().end(revoker.previousId(), listing));
        }
      }
      case KeyStep.RemovePrevious(var id) -> revoker.removePrevious(id);
      case KeyStep.RevokePrevious(var id) -> {
        work.keys.revoke(id);
        apply(work.revocationPlan().afterRevoking(id, work.keys.mayHave(id)));
      }
      case KeyStep.ForgetPrevious() -> revoker.forgetPrevious();
    }
  }
}
