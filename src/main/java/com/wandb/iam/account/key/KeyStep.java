package com.wandb.iam.account.key;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One step of a {@link KeyPlan}. No step contains the value of a key. */
sealed interface KeyStep {
  /** Adds a warning to the status. */
  record Warn(String warning) implements KeyStep {}

  /** Emits a normal event. */
  record Emit(String reason, String message) implements KeyStep {}

  /** Emits a warning event. */
  record EmitWarning(String reason, String message) implements KeyStep {}

  /** Requeues the resource with a growing delay. */
  record Requeue() implements KeyStep {}

  /** Requeues the resource at that time. */
  record RequeueAt(Instant time) implements KeyStep {}

  /**
   * Records action annotations as executed.
   *
   * @param actions value by action
   */
  record Acknowledge(Map<String, String> actions) implements KeyStep {
    public Acknowledge {
      actions = Map.copyOf(actions);
    }
  }

  /** Records all pending action annotations about keys as executed. */
  record AcknowledgeAll() implements KeyStep {}

  /** Writes the keys into status; the next save stores it. */
  record NoteKeys() implements KeyStep {}

  /** Removes the intent to create a key from status. */
  record ForgetIntent() implements KeyStep {}

  /**
   * Lists the keys of the account, and revokes those that the operator created and that are in no
   * Secret.
   */
  record Search() implements KeyStep {}

  /** Keeps the intent until its request has had the time to arrive. */
  record AwaitArrival() implements KeyStep {}

  /** Gives the first key the number that status has for it. */
  record Renumber(long sequence) implements KeyStep {}

  /** Removes the keys from status. */
  record ForgetState() implements KeyStep {}

  /** Revokes keys of this resource that neither the Secret nor status contains. */
  record RevokeStrays() implements KeyStep {}

  /** Records the intent with that number, so that a later reconciliation searches for its key. */
  record Intend(long sequence) implements KeyStep {}

  /** Revokes the key with that id. */
  record Revoke(String id) implements KeyStep {}

  /** Writes the keys into status and saves it. */
  record SaveKeys() implements KeyStep {}

  /** Saves the status. */
  record Save() implements KeyStep {}

  /** Revokes all keys of the account but the current one, because a key leaked. */
  record EndOthers() implements KeyStep {}

  /**
   * Creates the next key.
   *
   * @param atOnce whether the Secret does not keep the key that is replaced, unless the server does
   *     not list it
   */
  record Rotate(long sequence, boolean atOnce) implements KeyStep {}

  /** Restarts the declared workloads that do not use the current key yet. */
  record Restart() implements KeyStep {}

  /**
   * Lists the users of the previous key.
   *
   * @param open the workloads that are not restarted yet
   */
  record ListHolders(List<String> open) implements KeyStep {
    public ListHolders {
      open = List.copyOf(open);
    }
  }

  /** Ends the previous key: revokes it, if it is the operator's to revoke. */
  record EndPrevious() implements KeyStep {}

  /**
   * Removes the previous key from the Secret. If status still has the key, saves its id there
   * first.
   *
   * @param id null if the server does not list the key
   */
  record RemovePrevious(@Nullable String id) implements KeyStep {}

  /** Revokes the previous key, and reads whether the server still lists it. */
  record RevokePrevious(String id) implements KeyStep {}

  /** Removes the previous key from status. */
  record ForgetPrevious() implements KeyStep {}
}
