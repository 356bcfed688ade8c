package com.wandb.iam.team.removal;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.HeldPlan;
import com.wandb.iam.access.plan.RemovalLimit;
import com.wandb.iam.access.plan.RemovalWindow;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.reconcile.Claimant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What may be taken away from one team. Once more is asked for than the limit lets through, all
 * that takes away is held until a person approves of exactly that or nobody asks for it any more:
 * the hour that passes is no approval. Thread-safe.
 */
public final class RemovalLimiter {
  private final String teamId;
  private final Map<String, Asker> askers = new HashMap<>();

  /** What was let through and may be tried again, by when that was: as long as it counts. */
  private final Map<String, Instant> counted = new HashMap<>();

  private final Set<String> approved = new HashSet<>();
  private Instant approvedUntil = Instant.MIN;
  private RemovalWindow window;
  private int approvals;

  /** A plan was held when an earlier process ended: not everybody has asked again yet. */
  private boolean carriedOver;

  private record Asker(Claimant claimant, List<Step> held) {}

  /**
   * @param carriedOver whether a plan is held of which it is not known yet who asks for it
   */
  RemovalLimiter(String teamId, RemovalWindow window, int approvals, boolean carriedOver) {
    this.teamId = teamId;
    this.window = window;
    this.approvals = approvals;
    this.carriedOver = carriedOver;
  }

  /**
   * Judges steps that take something away; see {@link com.wandb.iam.wandb.write.RemovalGate}.
   *
   * @param people how many are in the team
   * @param note keeps the new count; what it throws holds everything back
   */
  synchronized List<Optional<Violation>> admit(
      List<Step> steps, RemovalLimit limit, int people, Instant now, Consumer<RemovalWindow> note) {
    var verdicts = new ArrayList<Optional<Violation>>();
    counted.values().removeIf(then -> !stillCounts(then, now));
    var current = window.at(now);
    int room = isHolding() ? 0 : current.room(limit, people);
    var through = new ArrayList<String>();
    for (var step : steps) {
      if (isCounted(step, now)) {
        verdicts.add(Optional.empty());
      } else if (isApproved(step, now) || through.size() < room) {
        through.add(step.aim());
        verdicts.add(Optional.empty());
      } else {
        verdicts.add(Optional.of(held(step, limit)));
      }
    }
    if (!through.isEmpty()) {
      var next = current.with(now, through.size(), people);
      note.accept(next);
      window = next;
      through.forEach(aim -> counted.put(aim, now));
    }
    return verdicts;
  }

  private boolean isHolding() {
    return carriedOver || askers.values().stream().anyMatch(asker -> !asker.held().isEmpty());
  }

  /**
   * What holds a step back for certain, so that nobody has to look at the server for it; empty
   * where it may be let through.
   */
  synchronized Optional<Violation> holds(Step step, RemovalLimit limit, Instant now) {
    return !isHolding() || isApproved(step, now) || isCounted(step, now)
        ? Optional.empty()
        : Optional.of(held(step, limit));
  }

  private boolean isCounted(Step step, Instant now) {
    var then = counted.get(step.aim());
    return then != null && stillCounts(then, now);
  }

  private static boolean stillCounts(Instant then, Instant now) {
    return then.isAfter(now.minus(RemovalWindow.LENGTH));
  }

  private boolean isApproved(Step step, Instant now) {
    return approved.contains(step.aim()) && now.isBefore(approvedUntil);
  }

  private static Violation held(Step step, RemovalLimit limit) {
    return new Violation(
        Rule.REMOVAL_LIMIT,
        "spec",
        step.describe() + " waits, as more than " + limit.describe() + " would go within an hour",
        "compare status.plan of the Team, and approve of it there");
  }

  /** A step that was let through is done: the same again would be another one. */
  synchronized void done(Step step) {
    counted.remove(step.aim());
    approved.remove(step.aim());
  }

  /**
   * Notes all that is held of what a resource asks for, in place of what it asked for before.
   *
   * @return whether the plan differs now
   */
  public synchronized boolean hold(Claimant claimant, List<Step> steps) {
    var before = plan();
    askers.put(claimant.uid(), new Asker(claimant, List.copyOf(steps)));
    return carriedOver || !before.aims().equals(plan().aims());
  }

  /** Forgets a resource that is gone; see {@link #hold}. */
  public synchronized boolean forget(Claimant claimant) {
    boolean differs = hold(claimant, List.of());
    askers.remove(claimant.uid());
    return differs;
  }

  /**
   * Everybody who may ask is known: who is gone asks for nothing, and where all have asked, nothing
   * is carried over any more.
   */
  public synchronized void settle(Set<String> uids) {
    askers.keySet().retainAll(uids);
    carriedOver = carriedOver && !askers.keySet().containsAll(uids);
  }

  /** Whether it is not known yet who asks for what was held before. */
  public synchronized boolean isCarriedOver() {
    return carriedOver;
  }

  /** All that is held. */
  public synchronized HeldPlan plan() {
    return HeldPlan.of(
        teamId,
        askers.values().stream().flatMap(asker -> asker.held().stream()).toList(),
        approvals);
  }

  /** How many went within the last hour. */
  public synchronized int recent(Instant now) {
    return window.at(now).count();
  }

  /** How many people the team had at most within the last hour. */
  public synchronized int people(int members, Instant now) {
    return window.at(now).people(members);
  }

  /** Uses an approval up, whatever comes of it: the same hash approves of nothing again. */
  public synchronized void spend(HeldPlan plan) {
    approvals = plan.approvals() + 1;
  }

  /**
   * Lets exactly this plan through, once and soon; it counts like anything else that goes.
   *
   * @return who asked for any of it
   */
  public synchronized Set<Claimant> approve(HeldPlan plan, Instant now) {
    spend(plan);
    approved.clear();
    approved.addAll(plan.aims());
    approvedUntil = now.plus(RemovalWindow.LENGTH);
    var who = new HashSet<Claimant>();
    askers.replaceAll(
        (uid, asker) -> {
          var rest = asker.held().stream().filter(step -> !approved.contains(step.aim())).toList();
          if (rest.size() < asker.held().size()) {
            who.add(asker.claimant());
          }
          return new Asker(asker.claimant(), rest);
        });
    return who;
  }
}
