package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The effects and reads that revoke the previous key of an account. */
final class KeyRevoker {
  private final KeyContext work;
  private final KeyRollouts rollouts;

  KeyRevoker(KeyContext work, KeyRollouts rollouts) {
    this.work = work;
    this.rollouts = rollouts;
  }

  /**
   * Restarts the declared workloads that do not use the current key yet. Repeated until all are
   * restarted, even if the previous key is revoked before.
   *
   * @return a message for each workload that is not restarted yet
   */
  List<String> restart() {
    var open = rollouts.restart(mark(), work::warn);
    open.forEach(problem -> work.warn(problem + "."));
    if (!open.isEmpty()) {
      work.requeueWithBackoff();
    }
    work.pass.draft().apiKey =
        Objects.requireNonNull(work.pass.draft().apiKey).rolling(!open.isEmpty());
    return open;
  }

  /**
   * Returns what identifies the current key, without anything of its value. The number alone does
   * not: it begins again with another resource of the same name, and with another account.
   */
  private String mark() {
    return Fingerprint.of(
        String.join("/", work.uid(), work.account.id(), Long.toString(work.current().sequence())));
  }

  /** Returns the users of the previous key; unwatched namespaces count as users. */
  List<String> holders() {
    var previous = Objects.requireNonNull(work.outstanding());
    var holders =
        new ArrayList<>(
            rollouts.holders(
                work.current().createdAt(), previous.formerSecrets(), work.deliveredTo()));
    work.deliveredBeyond()
        .forEach(
            namespace ->
                holders.add(
                    "the operator cannot read the pods of namespace "
                        + namespace
                        + ", which it does not watch; remove the namespace from spec.secret.deliverTo"));
    return holders;
  }

  /** Revokes all keys but the current one; none if the current one cannot be told from others. */
  EndedKeys endOthers() {
    return work.keys.revokeOthers(work.current());
  }

  /** Returns what the server's lists say about the previous key. */
  KeyListing listing() {
    var held = work.ring().previous();
    return work.keys.listing(held == null ? null : held.value(), knownId(), work.current());
  }

  /** Returns the known id of the previous key, or else the one from the server's list. */
  @Nullable String previousId() {
    var held = work.ring().previous();
    return held == null ? knownId() : work.keys.idOf(held.value(), held.id());
  }

  private @Nullable String knownId() {
    var held = work.ring().previous();
    return held == null ? Objects.requireNonNull(work.outstanding()).id() : held.id();
  }

  /**
   * Removes the previous key from the Secret. If status still has the key, saves its id there
   * first.
   */
  void removePrevious(@Nullable String id) {
    var previous = work.outstanding();
    if (previous != null && id != null && !id.equals(previous.id())) {
      var state = Objects.requireNonNull(work.pass.draft().apiKey);
      work.pass.draft().apiKey = state.withPrevious(previous.withId(id));
      work.pass.save();
    }
    work.ring(work.ring().alone());
    work.publish();
  }

  /** Removes the previous key from status. */
  void forgetPrevious() {
    work.pass.draft().apiKey = Objects.requireNonNull(work.pass.draft().apiKey).withPrevious(null);
  }
}
