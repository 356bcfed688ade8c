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
import java.util.stream.Collectors;

/**
 * Limits how many members of one team are removed or demoted per hour. Once the resources of the
 * team request more, further removals and demotions are held together, as one plan. An
 * administrator approves exactly that plan, or it ends when no resource requests it any more. It is
 * not released when the hour ends. Thread-safe.
 */
public final class RemovalLimiter {
  private final String teamId;
  private final Map<String, Asker> askers = new HashMap<>();

  /** Steps that were admitted and may be retried while they count, by time. */
  private final Map<String, Instant> counted = new HashMap<>();

  private final Set<String> approved = new HashSet<>();
  private Instant approvedUntil = Instant.MIN;
  private RemovalWindow window;
  private int approvals;

  /**
   * Whether a plan of an earlier process is held, and not all resources repeated their requests.
   */
  private boolean carriedOver;

  private record Asker(Claimant claimant, List<Step> held) {}

  /**
   * @param carriedOver whether a plan of an earlier process is held
   */
  RemovalLimiter(String teamId, RemovalWindow window, int approvals, boolean carriedOver) {
    this.teamId = teamId;
    this.window = window;
    this.approvals = approvals;
    this.carriedOver = carriedOver;
  }

  /**
   * Decides about removals and demotions; see {@link com.wandb.iam.wandb.write.RemovalGate}.
   *
   * @param people the number of users in the team
   * @param note saves the new count; an exception holds all steps
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
   * Returns the violation of a step that is certainly held, so that no request is sent for it.
   * Empty if it may be admitted.
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
        "The change \""
            + step.describe()
            + "\" waits, because it would exceed the limit for removals and demotions within one"
            + " hour, which is "
            + limit.describe(),
        "Review status.plan of the Team and approve it there.");
  }

  /** Forgets an admitted step that was applied, because the same step would count again. */
  synchronized void done(Step step) {
    counted.remove(step.aim());
    approved.remove(step.aim());
  }

  /**
   * Records the held steps of a resource, in place of those recorded before.
   *
   * @return whether the plan changed
   */
  public synchronized boolean hold(Claimant claimant, List<Step> steps) {
    var asker = new Asker(claimant, List.copyOf(steps));
    if (asker.equals(askers.get(claimant.uid()))) {
      return carriedOver;
    }
    var before = heldAims();
    askers.put(claimant.uid(), asker);
    return carriedOver || !before.equals(heldAims());
  }

  private Set<String> heldAims() {
    return askers.values().stream()
        .flatMap(asker -> asker.held().stream())
        .map(Step::aim)
        .collect(Collectors.toSet());
  }

  /** Forgets a resource that is being deleted; see {@link #hold}. */
  public synchronized boolean forget(Claimant claimant) {
    boolean differs = hold(claimant, List.of());
    askers.remove(claimant.uid());
    return differs;
  }

  /**
   * Forgets all other resources. If all of these repeated their requests, the plan of the earlier
   * process is not needed any more.
   *
   * @param uids all resources that may request removals
   */
  public synchronized void settle(Set<String> uids) {
    askers.keySet().retainAll(uids);
    carriedOver = carriedOver && !askers.keySet().containsAll(uids);
  }

  /**
   * Whether a plan of an earlier process is held, and not all resources repeated their requests.
   */
  public synchronized boolean isCarriedOver() {
    return carriedOver;
  }

  /** Returns the held plan. */
  public synchronized HeldPlan plan() {
    return HeldPlan.of(
        teamId,
        askers.values().stream().flatMap(asker -> asker.held().stream()).toList(),
        approvals);
  }

  /** Returns the number of users removed or demoted within the last hour. */
  public synchronized int recent(Instant now) {
    return window.at(now).count();
  }

  /** Returns the largest number of users in the team within the last hour. */
  public synchronized int people(int members, Instant now) {
    return window.at(now).people(members);
  }

  /** Uses up an approval, so that the same hash cannot approve another plan. */
  public synchronized void spend(HeldPlan plan) {
    approvals = plan.approvals() + 1;
  }

  /**
   * Admits exactly this plan, once and within the hour. Its steps count like all others.
   *
   * @return the resources that requested any of its steps
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
