package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What status says about the keys once the Secret contains them.
 *
 * @param movedFrom the former name of the Secret if this reconciliation changed it
 */
record KeyReport(KeyFacts facts, @Nullable String movedFrom) {
  /**
   * Returns the status of the keys. A previous key that is in no Secret still has to be revoked.
   */
  ApiKeyState state() {
    var current = current();
    var known = facts.isInStatus() ? facts.state() : null;
    return new ApiKeyState(
        current.id(),
        current.sequence(),
        current.createdAt(),
        facts.schedule().rotatesAt(current.createdAt(), facts.seed()).orElse(null),
        known == null ? null : known.rollingOut(),
        known == null ? List.of() : formerSecrets(known.formerSecrets()),
        previous(),
        facts.state() == null ? null : facts.state().unknownKeys());
  }

  /** Returns the other names of the Secret from which pods may have a key, the latest last. */
  private List<String> formerSecrets(List<String> known) {
    if (movedFrom == null) {
      return known;
    }
    var all = new ArrayList<>(known);
    all.remove(movedFrom);
    all.add(movedFrom);
    return all.subList(Math.max(0, all.size() - PreviousKey.FORMER_MAX), all.size());
  }

  private @Nullable PreviousKey previous() {
    var current = current();
    var before = facts.state();
    var previous = facts.previous();
    if (previous != null) {
      var revokesAt =
          previous.imported()
              ? current.createdAt()
              : facts.schedule().revokesAt(current.createdAt());
      return new PreviousKey(
          previous.id(), revokesAt, formerOfPrevious(before), adopted(previous, before));
    }
    if (before == null) {
      return null;
    }
    if (before.previous() != null) {
      var id = before.previous().id();
      return id != null && id.equals(current.id()) ? null : before.previous();
    }
    var id = before.id();
    return id == null || facts.holds(id) || current.id() == null
        ? null
        : new PreviousKey(
            id, facts.now(), before.formerSecrets(), facts.adopted() ? Boolean.FALSE : null);
  }

  /** Keeps what status says, because a tenant can edit the annotations of the Secret. */
  private @Nullable Boolean adopted(KeyFacts.Key previous, @Nullable ApiKeyState before) {
    if (facts.isInStatus() && before != null && before.previous() != null) {
      return before.previous().adopted();
    }
    return facts.adopted() ? Boolean.valueOf(!facts.isOurs(previous)) : null;
  }

  /** The previous key was the current one in status until now, or is the previous one there. */
  private List<String> formerOfPrevious(@Nullable ApiKeyState before) {
    if (before == null) {
      return List.of();
    }
    if (!facts.isInStatus()) {
      return before.formerSecrets();
    }
    return before.previous() == null ? List.of() : formerSecrets(before.previous().formerSecrets());
  }

  private KeyFacts.Key current() {
    return Objects.requireNonNull(facts.current(), "a first key was created or found");
  }
}
