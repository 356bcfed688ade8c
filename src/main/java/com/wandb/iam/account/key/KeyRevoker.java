package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.RemoteKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Ends the key before: where nothing that runs holds it, when its time is over, or at once. */
final class KeyRevoker {
  private final KeyContext work;
  private final KeyRollouts rollouts;

  KeyRevoker(KeyContext work, KeyRollouts rollouts) {
    this.work = work;
    this.rollouts = rollouts;
  }

  /**
   * Has the workloads restarted that the new key is for, and revokes the key before, once its time
   * is over and nothing that runs holds it any more. One that is in no Secret ends at once:
   * somebody may have it who should not.
   */
  void retire() {
    var previous = work.outstanding();
    if (previous == null && !Boolean.TRUE.equals(work.state().rollingOut())) {
      return;
    }
    var open = rollOut();
    if (previous == null) {
      return;
    }
    if (work.ring().previous() == null) {
      end();
      // A renewal may have waited for this.
      work.waitFor();
      return;
    }
    var at = previous.revokesAt();
    if (at != null && at.isAfter(work.now)) {
      work.wakeAt(at);
    } else if (work.clocksAgree()) {
      retireUnlessHeld(previous, open);
    }
  }

  /** What is not restarted yet, in words; it is tried again until it is, whatever ends before. */
  private List<String> rollOut() {
    var open = rollouts.restart(Long.toString(work.current().sequence()), work::warn);
    open.forEach(work::warn);
    if (!open.isEmpty()) {
      work.waitFor();
    }
    work.pass.draft().apiKey = work.state().rolling(!open.isEmpty());
    return open;
  }

  private void retireUnlessHeld(PreviousKey previous, List<String> open) {
    var ends = work.schedule.endsAt(work.current().createdAt()).orElse(null);
    boolean enforced = ends != null && !ends.isAfter(work.now);
    var holders = holders(previous);
    if (open.isEmpty() && holders.isEmpty()) {
      end();
    } else if (enforced) {
      work.tellTrouble(
          Reason.OverlapEnforced.name(),
          "spec.apiKey.rotation.maxOverlap is over: the key before is revoked although "
              + String.join("; ", Stream.concat(open.stream(), holders.stream()).toList()));
      end();
    } else {
      holders.forEach(held -> work.warn("the key before is not revoked yet: " + held));
      work.wakeAt(ends);
      work.waitFor();
    }
  }

  /** Whoever cannot be seen may hold it. */
  private List<String> holders(PreviousKey previous) {
    var holders =
        new ArrayList<>(
            rollouts.holders(
                work.current().createdAt(), previous.formerSecrets(), work.deliveredTo()));
    work.deliveredBeyond()
        .forEach(
            namespace ->
                holders.add(
                    "the copy in "
                        + namespace
                        + " is out of reach: take that namespace out of spec.secret.deliverTo"));
    return holders;
  }

  /**
   * Out of the Secret first: nobody is to read a key there that does not work. Which key it is, the
   * server says: what stands in the Secret's annotations a tenant may have written.
   */
  void end() {
    var previous = work.outstanding();
    if (previous == null) {
      return;
    }
    var held = work.ring().previous();
    var id =
        held == null ? previous.id() : work.keys.find(held.value()).map(RemoteKey::id).orElse(null);
    if (held != null) {
      work.ring(work.ring().alone());
      work.publish();
    }
    boolean ours =
        held == null
            || held.sequence() > 0
            || held.imported()
            || !Boolean.TRUE.equals(work.pass.draft().adopted);
    if (!ours) {
      work.tell(
          "KeyLeft", "the key that the account had before is no longer used, and was not revoked");
    } else if (work.keys.listed().isEmpty()) {
      keepInMind(previous);
      return;
    } else if (id != null && !id.equals(work.current().id())) {
      work.keys.revoke(id);
      work.tell("KeyRevoked", "revoked the key before of " + work.pass.draft().name);
    }
    // A request whose answer was lost may have made its key since it was looked for.
    forget();
    work.revokeStrays();
    work.pass.save();
  }

  private void forget() {
    work.pass.draft().apiKey = work.state().withPrevious(null);
  }

  private void keepInMind(PreviousKey previous) {
    work.warn(
        "the key before "
            + (previous.id() == null ? "" : "(" + previous.id() + ") ")
            + "is still good: the server does not show the account's keys to us; revoke it in the"
            + " app");
    work.waitFor();
  }
}
