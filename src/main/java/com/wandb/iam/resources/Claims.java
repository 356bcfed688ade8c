package com.wandb.iam.resources;

import com.wandb.iam.reconcile.Claimant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who stands for which object of a server. Two resources may declare the same one; the first to
 * hold the claim keeps it until it lets go, so that nothing is ever done twice. Before anything is
 * reconciled the claims are taken in order: what is bound already, then by age. Thread-safe.
 */
public final class Claims {
  /** An object of a server: the server's name, the kind of object, and what it is called there. */
  public record Claim(String server, String kind, String name) {}

  private final Predicate<Claimant> exists;
  private final Consumer<Claimant> free;

  private final Map<Claim, Claimant> holders = new HashMap<>();
  private final Map<Claim, Set<Claimant>> waiting = new HashMap<>();

  /**
   * @param exists whether a resource is still there: one that went without a word, as when its
   *     finalizer was removed by hand, holds nothing
   * @param free receives each resource that waited for a claim that was released
   */
  public Claims(Predicate<Claimant> exists, Consumer<Claimant> free) {
    this.exists = exists;
    this.free = free;
  }

  /**
   * Takes the claim where nobody else holds it.
   *
   * @return the other holder, or empty where the claim is now held
   */
  public Optional<Claimant> acquire(Claim claim, Claimant claimant) {
    while (true) {
      var holder = holder(claim, claimant);
      if (holder.uid().equals(claimant.uid())) {
        return Optional.empty();
      }
      // Perhaps by asking the API server: nobody else is to wait for that.
      if (!exists.test(holder)) {
        forget(claim, holder);
      } else if (waits(claim, claimant, holder)) {
        return Optional.of(holder);
      }
    }
  }

  /** Who holds the claim: the claimant, where nobody did. */
  private synchronized Claimant holder(Claim claim, Claimant claimant) {
    return holders.computeIfAbsent(claim, free -> claimant);
  }

  private synchronized void forget(Claim claim, Claimant gone) {
    holders.remove(claim, gone);
  }

  /** Has a claimant wait, where that one holds the claim still. */
  private synchronized boolean waits(Claim claim, Claimant claimant, Claimant holder) {
    if (!holder.equals(holders.get(claim))) {
      return false;
    }
    waiting.computeIfAbsent(claim, key -> new HashSet<>()).add(claimant);
    return true;
  }

  /** Releases one claim, if the claimant holds it, and tells those that waited for it. */
  public void release(Claim claim, Claimant claimant) {
    released(claim, claimant).forEach(free);
  }

  /** Releases all claims of a resource that match, and tells those that waited for them. */
  public void release(Predicate<Claim> which, Claimant claimant) {
    released(which, claimant).forEach(free);
  }

  private synchronized Set<Claimant> released(Claim claim, Claimant claimant) {
    var holder = holders.get(claim);
    if (holder != null && holder.uid().equals(claimant.uid())) {
      holders.remove(claim);
      var others = waiting.remove(claim);
      return others == null ? Set.of() : others;
    }
    var others = waiting.get(claim);
    if (others != null) {
      others.removeIf(other -> other.uid().equals(claimant.uid()));
    }
    return Set.of();
  }

  private synchronized Set<Claimant> released(Predicate<Claim> which, Claimant claimant) {
    var freed = new HashSet<Claimant>();
    for (var claim : Set.copyOf(holders.keySet())) {
      if (which.test(claim)) {
        freed.addAll(released(claim, claimant));
      }
    }
    for (var claim : Set.copyOf(waiting.keySet())) {
      if (which.test(claim)) {
        released(claim, claimant);
      }
    }
    return freed;
  }
}
