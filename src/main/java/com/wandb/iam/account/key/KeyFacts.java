package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.reconcile.ActionAnnotation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the API keys of one account at one moment. They contain ids, numbers and times, and
 * never the value of a key.
 *
 * @param current the current key in the Secret or the escrow; null if there is none
 * @param previous the previous key in the Secret or the escrow; null if there is none
 * @param state the keys in status; null if status has none
 * @param pending the intent to create a key, as status has it
 * @param uid uid of the ServiceAccount
 * @param account name of the account on the server
 * @param adopted whether the account existed before the ServiceAccount
 * @param withheld why no new key may be created, as a clause; null if one may be created
 * @param clocksAgree whether the clocks of server and operator agree well enough for decisions that
 *     depend on time
 */
record KeyFacts(
    @Nullable Key current,
    @Nullable Key previous,
    @Nullable ApiKeyState state,
    @Nullable PendingKey pending,
    Requests requests,
    KeySchedule schedule,
    String uid,
    @Nullable String account,
    boolean adopted,
    @Nullable String withheld,
    boolean clocksAgree,
    Instant now) {

  /**
   * One key without its value.
   *
   * @param id id on the server; null if the server does not return it
   * @param sequence number in its {@link KeyMarker}; 0 if the operator did not create the key
   * @param imported whether a user knows the key, for example because a user created it
   */
  record Key(@Nullable String id, long sequence, Instant createdAt, boolean imported) {}

  /**
   * The action annotations about keys.
   *
   * @param rotate whether a rotation is requested and not executed yet
   * @param revokeNow whether an immediate revocation is requested and not executed yet
   * @param executedBefore whether the operator has executed such a request before
   */
  record Requests(boolean rotate, boolean revokeNow, boolean executedBefore) {
    static final Requests NONE = new Requests(false, false, false);
  }

  /** Returns the number of the intended key; 0 if no intent has a number. */
  long intended() {
    return pending == null
        ? 0
        : KeyMarker.read(pending.description()).map(KeyMarker::sequence).orElse(0L);
  }

  /** Returns the number of the current key in status; 0 if there is none. */
  long numberInStatus() {
    return state == null || state.sequence() == null ? 0 : state.sequence();
  }

  /** Returns the number of the current key; 0 if there is none. */
  long currentNumber() {
    return current == null ? 0 : current.sequence();
  }

  /** Returns whether the current key is the current key in status. */
  boolean isInStatus() {
    return state != null && current != null && numberInStatus() == current.sequence();
  }

  /**
   * Returns whether the operator may revoke a key: it created or imported the key, or was told to
   * revoke it, or created the account.
   */
  boolean isOurs(Key key) {
    return key.sequence() > 0 || key.imported() || !adopted;
  }

  /** Returns whether the intended key is in the Secret or the escrow. */
  boolean isPublished() {
    return pending != null && current != null && current.sequence() == intended();
  }

  /**
   * Returns whether all keys of the account but the published one are to end, because one leaked.
   * The intent stays in status until the server confirms that they ended. The operator does not end
   * keys that an adopted account may have had before.
   */
  boolean endsOthers() {
    return isPublished() && !adopted && isAfterLeak();
  }

  /**
   * Returns whether status has the intended key as the current one, but no Secret has it any more.
   */
  boolean isLostAfterLeak() {
    return current == null
        && isAfterLeak()
        && state != null
        && pending != null
        && pending.id() != null
        && pending.id().equals(state.id());
  }

  private boolean isAfterLeak() {
    return pending != null && pending.orders().containsKey(ActionAnnotation.REVOKE_NOW.name());
  }

  /** Returns whether the intent to end all keys but the current one is not begun yet. */
  boolean isLeakReported() {
    return pending == null && requests.revokeNow();
  }

  /** Returns the previous key in status; it is not revoked yet. */
  @Nullable PreviousKey outstanding() {
    return state == null ? null : state.previous();
  }

  /** Returns whether one of the keys has that id. */
  boolean holds(String id) {
    return (current != null && id.equals(current.id()))
        || (previous != null && id.equals(previous.id()));
  }

  /** Returns the text that distinguishes the current key from all others. */
  String seed() {
    return uid + "/" + currentNumber();
  }
}
