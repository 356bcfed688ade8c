package com.wandb.iam.account.key;

import com.wandb.iam.account.key.KeyStep.Emit;
import com.wandb.iam.account.key.KeyStep.EmitWarning;
import com.wandb.iam.account.key.KeyStep.EndPrevious;
import com.wandb.iam.account.key.KeyStep.ForgetPrevious;
import com.wandb.iam.account.key.KeyStep.ListHolders;
import com.wandb.iam.account.key.KeyStep.RemovePrevious;
import com.wandb.iam.account.key.KeyStep.Requeue;
import com.wandb.iam.account.key.KeyStep.RequeueAt;
import com.wandb.iam.account.key.KeyStep.Restart;
import com.wandb.iam.account.key.KeyStep.RevokePrevious;
import com.wandb.iam.account.key.KeyStep.RevokeStrays;
import com.wandb.iam.account.key.KeyStep.Save;
import com.wandb.iam.account.key.KeyStep.Warn;
import com.wandb.iam.crd.v1alpha1.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decisions over the previous API key of one account: when it is revoked, and whether the
 * operator may revoke it. Each method returns the steps of one stage; a step that reads something
 * ends its stage, and a method named {@code after...} continues.
 */
record RevocationPlan(KeyFacts facts) {
  /** Restarts workloads for the current key while a previous one or a rollout is outstanding. */
  List<KeyStep> steps() {
    boolean rolling = facts.state() != null && Boolean.TRUE.equals(facts.state().rollingOut());
    return facts.outstanding() == null && !rolling ? List.of() : List.of(new Restart());
  }

  /**
   * Continues {@link #steps()} with the previous key. Ends a key that a user knows at once. Such a
   * key is in no Secret, unless the server did not list it when it was replaced.
   *
   * @param open the workloads that are not restarted yet
   */
  List<KeyStep> afterRestart(List<String> open) {
    var previous = facts.outstanding();
    if (previous == null) {
      return List.of();
    }
    if (facts.previous() == null || facts.previous().imported()) {
      // Requeued because a rotation may have waited for this.
      return List.of(new EndPrevious(), new Requeue());
    }
    var at = previous.revokesAt();
    if (at != null && at.isAfter(facts.now())) {
      return List.of(new RequeueAt(at));
    }
    return facts.clocksAgree() ? List.of(new ListHolders(open)) : KeyPlan.clocksDiffer();
  }

  /**
   * Ends the previous key if nothing that runs uses it, or if its longest overlap has passed.
   *
   * @param open the workloads that are not restarted yet
   * @param holders who still uses the previous key
   */
  List<KeyStep> afterHolders(List<String> open, List<String> holders) {
    if (open.isEmpty() && holders.isEmpty()) {
      return List.of(new EndPrevious());
    }
    var ends = facts.schedule().endsAt(current().createdAt()).orElse(null);
    if (ends != null && !ends.isAfter(facts.now())) {
      return List.of(
          new EmitWarning(
              Reason.OverlapEnforced.name(),
              "Ends the previous API key because spec.apiKey.rotation.maxOverlap has passed,"
                  + " although "
                  + String.join("; ", Stream.concat(open.stream(), holders.stream()).toList())
                  + "."),
          new EndPrevious());
    }
    var steps = new ArrayList<KeyStep>();
    holders.forEach(
        held -> steps.add(new Warn("The previous key is not revoked yet: " + held + ".")));
    if (ends != null) {
      steps.add(new RequeueAt(ends));
    }
    steps.add(new Requeue());
    return steps;
  }

  /**
   * Ends the previous key. Removes a listed key from the Secret first, so that no client reads a
   * key there that does not work; but only once status has its id, because a key that is in neither
   * can never be revoked. Keeps a key that is not listed in the Secret, because its value alone
   * tells whether it is valid. A key that is not revoked here leaves status before the Secret:
   * after a crash in between, the Secret still tells whose it is.
   *
   * @param id id of the previous key; null if it is not known
   * @param listing what the server says about the key
   */
  List<KeyStep> end(@Nullable String id, KeyListing listing) {
    if (!isPreviousOurs()) {
      var left =
          new Emit(
              "KeyLeft",
              "The Secret no longer contains the key that the account had before. The key is still"
                  + " valid, because this resource did not create it.");
      return Stream.concat(Stream.of(left), forgetFirst(id)).toList();
    }
    return switch (listing) {
      case LISTED -> {
        var listed = Objects.requireNonNull(id, "a listed key has an id");
        yield listed.equals(current().id())
            ? forgetFirst(listed).toList()
            : Stream.concat(removal(listed), Stream.of(new RevokePrevious(listed))).toList();
      }
      case GONE -> forgetFirst(id).toList();
      case NOT_SHOWN, MISSING, UNKNOWN -> keep(id, listing);
    };
  }

  private Stream<KeyStep> forgetFirst(@Nullable String id) {
    return Stream.concat(forget().stream(), removal(id));
  }

  private Stream<KeyStep> removal(@Nullable String id) {
    return facts.previous() == null ? Stream.of() : Stream.of(new RemovePrevious(id));
  }

  /**
   * Returns whether the operator may revoke the previous key. What status says counts more than the
   * Secret, because a tenant can edit that.
   */
  private boolean isPreviousOurs() {
    var outstanding = facts.outstanding();
    if (outstanding != null && outstanding.adopted() != null) {
      return !outstanding.adopted();
    }
    var previous = facts.previous();
    return previous == null || facts.isOurs(previous);
  }

  /** Continues {@link #end}. Forgets a key only once the server does not list it any more. */
  List<KeyStep> afterRevoking(String id, boolean stillListed) {
    if (stillListed) {
      return List.of(
          new Warn(
              "The server does not confirm yet that the previous key (" + id + ") is revoked."),
          new Requeue());
    }
    var steps = new ArrayList<KeyStep>();
    steps.add(new Emit("KeyRevoked", "Revoked the previous API key of " + facts.account() + "."));
    steps.addAll(forget());
    return steps;
  }

  /** Searches once more: a request without an answer may have created its key since then. */
  private static List<KeyStep> forget() {
    return List.of(new ForgetPrevious(), new RevokeStrays(), new Save());
  }

  private static List<KeyStep> keep(@Nullable String id, KeyListing listing) {
    var key = "The previous key " + (id == null ? "" : "(" + id + ") ");
    var warning =
        switch (listing) {
          case UNKNOWN ->
              id == null
                  ? "may still be valid, and the operator cannot identify it in the server's list of"
                      + " the account's keys. Revoke it in the W&B App. The warning ends once the"
                      + " list has no keys but those of the operator."
                  : "may still be valid. The server's list of the account's keys lacks it, but also"
                      + " lacks the current key, so the list is incomplete.";
          case NOT_SHOWN ->
              "may still be valid, because the server does not list the keys of this account."
                  + " Revoke it in the W&B App.";
          default ->
              "may still be valid, and the operator cannot identify it in the server's list of the"
                  + " account's keys. The operator revokes it once the list shows it. You can also"
                  + " revoke it in the W&B App.";
        };
    return List.of(new Warn(key + warning), new Requeue());
  }

  private KeyFacts.Key current() {
    return Objects.requireNonNull(facts.current(), "a first key was created or found");
  }
}
