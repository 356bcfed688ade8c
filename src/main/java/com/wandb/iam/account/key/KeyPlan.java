package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.account.key.KeyStep.Acknowledge;
import com.wandb.iam.account.key.KeyStep.AcknowledgeAll;
import com.wandb.iam.account.key.KeyStep.AwaitArrival;
import com.wandb.iam.account.key.KeyStep.Emit;
import com.wandb.iam.account.key.KeyStep.EndOthers;
import com.wandb.iam.account.key.KeyStep.EndPrevious;
import com.wandb.iam.account.key.KeyStep.ForgetIntent;
import com.wandb.iam.account.key.KeyStep.ForgetState;
import com.wandb.iam.account.key.KeyStep.Intend;
import com.wandb.iam.account.key.KeyStep.NoteKeys;
import com.wandb.iam.account.key.KeyStep.Renumber;
import com.wandb.iam.account.key.KeyStep.Requeue;
import com.wandb.iam.account.key.KeyStep.RequeueAt;
import com.wandb.iam.account.key.KeyStep.Revoke;
import com.wandb.iam.account.key.KeyStep.RevokeStrays;
import com.wandb.iam.account.key.KeyStep.Rotate;
import com.wandb.iam.account.key.KeyStep.Save;
import com.wandb.iam.account.key.KeyStep.SaveKeys;
import com.wandb.iam.account.key.KeyStep.Search;
import com.wandb.iam.account.key.KeyStep.Warn;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decisions about the API keys of one account: when a key is created and published, and to whom
 * it belongs. {@link RevocationPlan} decides when a key that was replaced is revoked. Each method
 * returns the steps of one stage. A step that reads something ends its stage, and a method named
 * {@code after...} continues.
 */
record KeyPlan(KeyFacts facts) {
  /** Returns the highest number that a key of this resource has had. */
  long highestNumber() {
    return Math.max(facts.intended(), Math.max(facts.currentNumber(), facts.numberInStatus()));
  }

  /**
   * Returns whether keys of other clusters are searched, because a key may not be known yet. With a
   * status, they do not hold a leak's end: the account is this resource's, and with one leaked key
   * anyone can create a key that looks like another cluster's. Without a status, they do, because a
   * backup may have restored the annotation in a second cluster.
   */
  boolean beginsUnknown() {
    return facts.state() == null
        || (facts.current() == null && (facts.adopted() || !facts.requests().revokeNow()));
  }

  /** Completes a rotation that an earlier reconciliation began: its key is published or revoked. */
  List<KeyStep> recovery() {
    var pending = facts.pending();
    if (pending == null) {
      return List.of();
    }
    if (facts.isLostAfterLeak()) {
      return List.of();
    }
    if (!facts.isPublished()) {
      return List.of(new Search());
    }
    return facts.endsOthers()
        ? List.of(new Acknowledge(pending.orders()), new NoteKeys())
        // Noted with the intent, because a status that has neither takes the key for lost.
        : List.of(new Acknowledge(pending.orders()), new NoteKeys(), new ForgetIntent());
  }

  /** Ends all other keys of the account once the key that replaces a leaked one is published. */
  List<KeyStep> afterLeak() {
    return facts.endsOthers() ? List.of(new EndOthers()) : List.of();
  }

  /**
   * Continues {@link EndOthers}. Keeps the intent, and with it the order, until the server confirms
   * that no other key is left. The event names only keys of which the server confirmed the end.
   */
  List<KeyStep> afterEndingOthers(EndedKeys ended) {
    var steps = new ArrayList<KeyStep>();
    if (!ended.gone().isEmpty()) {
      steps.add(
          new Emit(
              "KeyRevoked",
              "Revoked "
                  + ended.gone().size()
                  + (ended.gone().size() == 1 ? " other API key of " : " other API keys of ")
                  + facts.account()
                  + ": "
                  + KeyNames.of(ended.gone())
                  + "."));
    }
    if (ended.complete()) {
      steps.add(new ForgetIntent());
      steps.add(new Save());
    } else {
      steps.add(
          new Warn(
              "Other keys of the account may still be valid, because the server's list does not"
                  + " confirm that they are revoked. The operator tries again. You can also revoke"
                  + " them in the W&B App."));
      steps.add(new Requeue());
    }
    return steps;
  }

  /**
   * Continues {@link #recovery()} after the search for created keys that are in no Secret.
   *
   * @param listed whether the server lists the keys of the account
   * @param arrived whether the intended key was created
   * @param clean whether none of those keys is left
   * @param unproven id of the intended key if nothing proves that it is revoked; otherwise null
   */
  static List<KeyStep> afterSearch(
      boolean listed, boolean arrived, boolean clean, @Nullable String unproven) {
    if (!listed) {
      return List.of(
          new Warn(
              "The server does not list the keys of this account, so the operator cannot determine"
                  + " whether a key was created just before a crash. It creates no key until the server"
                  + " lists them."),
          new Requeue());
    }
    if (unproven != null) {
      return List.of(
          new Warn(
              "An API key ("
                  + unproven
                  + ") was created just before a crash and is in no Secret. The server's lists of the"
                  + " account's keys do not prove that it is revoked. The operator creates no key"
                  + " until they do."),
          new Requeue());
    }
    if (!clean) {
      return List.of(new Requeue());
    }
    return List.of(arrived ? new ForgetIntent() : new AwaitArrival());
  }

  /**
   * Continues after {@link AwaitArrival}: forgets the intent once its request had time to arrive.
   *
   * @param arrivesBy when the request has had the time to arrive
   */
  List<KeyStep> afterWait(Instant arrivesBy) {
    return List.of(arrivesBy.isAfter(facts.now()) ? new RequeueAt(arrivesBy) : new ForgetIntent());
  }

  /** Begins with this key because neither Secret nor escrow contains one. */
  List<KeyStep> first(KeyFacts.Key first) {
    var steps = new ArrayList<KeyStep>();
    var state = facts.state();
    boolean known = state != null && first.id() != null && first.id().equals(state.id());
    if (known) {
      steps.add(new Renumber(facts.numberInStatus()));
    } else {
      // Revoked here, because their Secret is lost and status forgets their ids next.
      steps.addAll(revokeFormer(first, state));
      steps.add(new ForgetState());
      steps.add(new RevokeStrays());
      steps.addAll(searchFormer(first, state));
    }
    if (state == null && !facts.adopted() && !first.imported()) {
      steps.add(new AcknowledgeAll());
    }
    if (!known && !first.imported()) {
      // Saved before the key is in a Secret, because readers of the Secret can use the key.
      steps.add(new SaveKeys());
    }
    return steps;
  }

  /** Leaves the keys that status had to a later search if the server lists no keys. */
  private List<KeyStep> searchFormer(KeyFacts.Key first, @Nullable ApiKeyState state) {
    long last = facts.numberInStatus();
    return state != null && first.id() == null && last > 0 && facts.pending() == null
        ? List.of(new Intend(last))
        : List.of();
  }

  /** Revokes the keys that status had, by their ids. */
  private List<KeyStep> revokeFormer(KeyFacts.Key first, @Nullable ApiKeyState state) {
    if (state == null || first.id() == null || facts.adopted()) {
      return List.of();
    }
    return Stream.of(
            Optional.ofNullable(state.id()),
            Optional.ofNullable(state.previous()).map(PreviousKey::id))
        .flatMap(Optional::stream)
        .filter(id -> !id.equals(first.id()))
        .<KeyStep>map(Revoke::new)
        .toList();
  }

  /** Ends the previous key before a rotation if the current key leaked, too. */
  List<KeyStep> beforeRotation() {
    return facts.isLeakReported() ? List.of(new EndPrevious()) : List.of();
  }

  /**
   * Ends all keys but the current one if a previous key could not be told from others. Otherwise
   * keys of a thief would hold the rotation that ends them.
   */
  List<KeyStep> ifPreviousStays() {
    return facts.isLeakReported() && !facts.adopted() && facts.outstanding() != null
        ? List.of(new EndOthers(), new EndPrevious())
        : List.of();
  }

  /**
   * Creates the next key if it is due or requested, or if a user knows the current one.
   *
   * @param highest the highest number that a key of this resource had at the beginning
   */
  List<KeyStep> rotation(long highest) {
    if (facts.pending() != null) {
      return List.of();
    }
    if (facts.requests().revokeNow() || current().imported()) {
      return next(highest, true);
    }
    if (facts.requests().rotate()) {
      var earliest = current().createdAt().plus(KeySchedule.PAUSE);
      return facts.requests().executedBefore() && facts.now().isBefore(earliest)
          ? List.of(new RequeueAt(earliest))
          : next(highest, false);
    }
    var due = facts.schedule().rotatesAt(current().createdAt(), facts.seed()).orElse(null);
    if (due == null) {
      return List.of();
    }
    if (due.isAfter(facts.now())) {
      return List.of(new RequeueAt(due));
    }
    return facts.clocksAgree() ? next(highest, false) : clocksDiffer();
  }

  private List<KeyStep> next(long highest, boolean atOnce) {
    if (facts.withheld() != null) {
      return List.of(new Warn("A new key is due, but is not created: " + facts.withheld() + "."));
    }
    if (facts.outstanding() != null) {
      return List.of(new Warn("A new key is due. It waits until the previous key is revoked."));
    }
    return List.of(new Rotate(Math.max(highest, facts.currentNumber()) + 1, atOnce));
  }

  /** Warns that decisions that depend on time wait. */
  static List<KeyStep> clocksDiffer() {
    return List.of(
        new Warn(
            "The clocks of server and operator differ by more than five minutes, so keys are"
                + " neither rotated nor revoked by time. Synchronize the clocks."),
        new Requeue());
  }

  private KeyFacts.Key current() {
    return Objects.requireNonNull(facts.current(), "a first key was created or found");
  }
}
