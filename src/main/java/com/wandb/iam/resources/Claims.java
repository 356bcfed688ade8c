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
 * Exclusive ownership of objects on servers. If two resources declare the same object, the first
 * one owns the claim until it releases it, so that no change is made twice. At the start, bound
 * resources acquire their claims first, then the others by age. Thread-safe.
 */
public final class Claims {
  /** An object of a server: the server's name, the kind of object, and its name there. */
  public record Claim(String server, String kind, String name) {}

  private final Predicate<Claimant> exists;
  private final Consumer<Claimant> free;

  private final Map<Claim, Claimant> holders = new HashMap<>();
  private final Map<Claim, Set<Claimant>> waiting = new HashMap<>();

  /**
   * @param exists returns whether a resource still exists, because a finalizer can be removed by
   *     hand and then no claim is released
   * @param free receives each resource that waited for a claim that was released
   */
  public Claims(Predicate<Claimant> exists, Consumer<Claimant> free) {
    this.exists = exists;
    this.free = free;
  }

  /**
   * Acquires the claim if no other resource owns it.
   *
   * @return the other owner; empty if the claimant owns the claim now
   */
  public Optional<Claimant> acquire(Claim claim, Claimant claimant) {
    while (true) {
      var holder = holder(claim, claimant);
      if (holder.uid().equals(claimant.uid())) {
        return Optional.empty();
      }
      // Outside of the lock, because this may read from the API server.
      if (!exists.test(holder)) {
        forget(claim, holder);
      } else if (waits(claim, claimant, holder)) {
        return Optional.of(holder);
      }
    }
  }

  /** Returns the owner of the claim; makes the claimant the owner if there is none. */
  private synchronized Claimant holder(Claim claim, Claimant claimant) {
    return holders.computeIfAbsent(claim, free -> claimant);
  }

  private synchronized void forget(Claim claim, Claimant gone) {
    holders.remove(claim, gone);
  }

  /** Queues the claimant if the given owner still owns the claim; otherwise returns false. */
  private synchronized boolean waits(Claim claim, Claimant claimant, Claimant holder) {
    if (!holder.equals(holders.get(claim))) {
      return false;
    }
    waiting.computeIfAbsent(claim, key -> new HashSet<>()).add(claimant);
    return true;
  }

  /** Releases one claim, if the claimant owns it, and enqueues the resources that wait for it. */
  public void release(Claim claim, Claimant claimant) {
    released(claim, claimant).forEach(free);
  }

  /**
   * Releases all claims of a resource that match, and enqueues the resources that wait for them.
   */
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
