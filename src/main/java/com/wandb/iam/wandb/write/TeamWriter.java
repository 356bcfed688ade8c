package com.wandb.iam.wandb.write;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.ObservedMember;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.Correlation;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.TeamBucket;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Applies plans to the teams of one server. Plans for one team that arrive while another is being
 * applied are taken together, so that fifty memberships cost one request to add their people; roles
 * live on the user, so writes to one user are done one after the other, whatever the team. Every
 * step is checked again against the team as it is at that moment. Thread-safe; calls block.
 */
public final class TeamWriter implements AutoCloseable {
  private final WandbApi api;
  private final SnapshotStore store;
  private final Guard guard;
  private final RemovalGate gate;
  private final InstantSource clock;
  private final GroupCommit<Step, StepResult> batches = new GroupCommit<>();
  private final MemberWrites members;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  public TeamWriter(
      WandbApi api, SnapshotStore store, Guard guard, RemovalGate gate, InstantSource clock) {
    this.api = api;
    this.store = store;
    this.guard = guard;
    this.gate = gate;
    this.clock = clock;
    this.members = new MemberWrites(api, store, clock);
  }

  /**
   * Makes a team and notes it.
   *
   * @param bucket where its data goes; null for the server's own storage
   */
  public RemoteTeam create(String name, @Nullable TeamBucket bucket) {
    var team = api.teams().create(name, List.of(), bucket);
    var roster =
        rosterAfter(team).orElseGet(() -> new RemoteRoster(team.id(), name, false, List.of()));
    store.writeThrough(clock.instant(), snapshot -> snapshot.with(team, roster));
    return team;
  }

  /**
   * What was done is told as done, whatever becomes of the look at it; the next snapshot shows it.
   */
  private Optional<RemoteRoster> rosterAfter(RemoteTeam team) {
    try {
      return live(team);
    } catch (WandbException unread) {
      return Optional.empty();
    }
  }

  /** Deletes a team and notes it; one that is gone already is no error. */
  public void delete(RemoteTeam team) {
    try {
      api.teams().delete(team.name());
    } catch (WandbException.NotFound gone) {
      // Somebody else was faster; the end is the same.
    }
    store.writeThrough(clock.instant(), snapshot -> snapshot.withoutTeam(team.id()));
  }

  /**
   * Gives one account roles in registries and takes others away; what is so already is not sent.
   *
   * @param roles the role by registry, as the server spells it
   * @param removed registries in which the account is to hold no role
   * @return the registries in which the account got a role by this
   * @throws WandbException.NotFound where there is no such account
   */
  public Set<String> changeRegistryRoles(
      String userId, Map<String, String> roles, Set<String> removed) {
    return members.changeRegistryRoles(userId, roles, removed);
  }

  /**
   * Applies a plan to a team, perhaps together with others for the same team.
   *
   * @return one result for each step, in the plan's order
   * @throws WandbException where the team could not be read: nothing was sent
   */
  public List<StepResult> apply(RemoteTeam team, Plan plan) {
    return plan.isEmpty()
        ? List.of()
        : batches.submit(team.id(), plan.steps(), steps -> applySteps(team, steps));
  }

  /** In runs that name nobody twice: what is wanted of one person is done in its order. */
  private List<StepResult> applySteps(RemoteTeam team, List<Step> steps) {
    var results = new ArrayList<StepResult>();
    var run = new LinkedHashMap<String, Step>();
    for (var step : steps) {
      if (run.containsKey(step.userId())) {
        results.addAll(applyNext(team, List.copyOf(run.values()), results.isEmpty()));
        run.clear();
      }
      run.put(step.userId(), step);
    }
    results.addAll(applyNext(team, List.copyOf(run.values()), results.isEmpty()));
    return results;
  }

  /** After the first run something may have been written, and that must be told. */
  private List<StepResult> applyNext(RemoteTeam team, List<Step> run, boolean first) {
    try {
      return applyRun(team, run);
    } catch (WandbException unread) {
      if (first) {
        throw unread;
      }
      return run.stream().<StepResult>map(step -> new StepResult.Failed(step, unread)).toList();
    }
  }

  /**
   * First what gives, then what takes away: an admin goes only when the one who was to follow is an
   * admin on the server, and not merely in the plan.
   */
  private List<StepResult> applyRun(RemoteTeam team, List<Step> steps) {
    var roster = live(team);
    if (roster.isEmpty()) {
      return untold(team, steps);
    }
    var before = store.current().map(known -> known.observed(roster.get())).orElseThrow();
    var giving = new ArrayList<Integer>();
    var taking = new ArrayList<Integer>();
    for (int i = 0; i < steps.size(); i++) {
      (takesAway(steps.get(i), before) ? taking : giving).add(i);
    }
    var results = new StepResult[steps.size()];
    var written = new ConcurrentLinkedQueue<RemoteUser>();
    var between = applyAllowed(team, steps, giving, before, results, written);
    var admitted = admitted(team, steps, taking, between, results);
    var after = applyAllowed(team, steps, admitted, between, results, written);
    noteResults(team, List.of(results), after, written);
    return List.of(results);
  }

  /** By what it does to the team as it is: a plan may have seen another one. */
  private static boolean takesAway(Step step, ObservedTeam team) {
    int admins = team.adminsGained(step);
    return admins == 0 ? team.takesAway(step) : admins < 0;
  }

  /** What the gate lets through of that which takes away; what ends by its declaration is free. */
  private List<Integer> admitted(
      RemoteTeam team,
      List<Step> steps,
      List<Integer> taking,
      ObservedTeam before,
      StepResult[] results) {
    var admitted = new ArrayList<>(taking);
    var judged = taking.stream().filter(i -> isBraked(steps.get(i), before)).toList();
    if (judged.isEmpty()) {
      return admitted;
    }
    List<Optional<Violation>> verdicts;
    try {
      verdicts = gate.admit(team, before, judged.stream().map(steps::get).toList());
    } catch (WandbException uncounted) {
      judged.forEach(i -> results[i] = new StepResult.Failed(steps.get(i), uncounted));
      admitted.removeAll(judged);
      return admitted;
    }
    for (int n = 0; n < judged.size(); n++) {
      int i = judged.get(n);
      verdicts
          .get(n)
          .ifPresent(
              violation -> {
                results[i] = new StepResult.Withheld(steps.get(i), violation);
                admitted.remove(Integer.valueOf(i));
              });
    }
    return admitted;
  }

  /** What no promise lets through anyway is not asked for: it would be counted. */
  private boolean isBraked(Step step, ObservedTeam team) {
    boolean free =
        switch (step) {
          case Step.AddMember add -> false;
          case Step.ChangeRole change -> change.first();
          case Step.RemoveMember removal -> removal.cause() == Step.Cause.EXPIRED;
        };
    return !free && team.takesAway(step) && guard.check(step, team).isEmpty();
  }

  /** Applies what no promise forbids and returns the team as the server's answers left it. */
  private ObservedTeam applyAllowed(
      RemoteTeam team,
      List<Step> steps,
      List<Integer> indexes,
      ObservedTeam before,
      StepResult[] results,
      Collection<RemoteUser> written) {
    var allowed = new ArrayList<Integer>();
    var expected = before;
    for (int i : indexes) {
      var step = steps.get(i);
      var violation = guard.check(step, expected);
      if (violation.isPresent()) {
        results[i] = new StepResult.Withheld(step, violation.get());
      } else {
        allowed.add(i);
        // Nobody is named twice in a run: of what others see only the number of admins changes.
        expected = expected.adminsGained(step) == 0 ? expected : expected.after(step);
      }
    }
    addMembers(team, steps, allowed, results);
    inParallel(
        allowed,
        i -> results[i] == null ? applyOne(team, steps.get(i), before, written) : results[i],
        results);
    var done =
        allowed.stream()
            .filter(i -> results[i] instanceof StepResult.Applied)
            .map(steps::get)
            .toList();
    done.forEach(step -> gate.done(team, before, step));
    return before.after(done);
  }

  /** One request for everybody who is to come in. */
  private void addMembers(
      RemoteTeam team, List<Step> steps, List<Integer> allowed, StepResult[] results) {
    var newcomers =
        allowed.stream()
            .map(steps::get)
            .filter(Step.AddMember.class::isInstance)
            .map(Step::userId)
            .toList();
    if (newcomers.isEmpty()) {
      return;
    }
    members
        .add(team, newcomers)
        .forEach(
            (userId, error) -> {
              for (int i : allowed) {
                if (steps.get(i) instanceof Step.AddMember add && add.userId().equals(userId)) {
                  results[i] = new StepResult.Failed(add, error);
                }
              }
            });
  }

  private StepResult applyOne(
      RemoteTeam team, Step step, ObservedTeam before, Collection<RemoteUser> written) {
    try {
      switch (step) {
        case Step.AddMember add -> {
          if (!add.role().equals(roleOnceIn(add, before))) {
            written.add(setFirstRole(team, add, before));
          }
        }
        case Step.ChangeRole change ->
            written.add(members.setRole(team, change.userId(), change.to()));
        case Step.RemoveMember removal -> members.remove(team, removal.userId());
      }
      return new StepResult.Applied(step);
    } catch (WandbException error) {
      return new StepResult.Failed(step, error);
    }
  }

  /** Who came in meanwhile has a role already; the server gives all others the same. */
  private static TeamRole roleOnceIn(Step.AddMember add, ObservedTeam before) {
    return before.member(add.userId()).map(ObservedMember::role).orElse(TeamRole.BuiltIn.MEMBER);
  }

  /** Whoever cannot have the role that is declared does not stay with the one of all newcomers. */
  private RemoteUser setFirstRole(RemoteTeam team, Step.AddMember add, ObservedTeam before) {
    try {
      return members.setRole(team, add.userId(), add.role());
    } catch (WandbException error) {
      boolean newcomer = before.member(add.userId()).isEmpty();
      if (newcomer && before.order().lowers(TeamRole.BuiltIn.MEMBER, add.role())) {
        takeOutAgain(team, add.userId(), error);
      }
      throw error;
    }
  }

  /** Where that fails too, the next pass finds a member whose role is to change. */
  private void takeOutAgain(RemoteTeam team, String userId, WandbException error) {
    try {
      members.remove(team, userId);
    } catch (WandbException failure) {
      error.addSuppressed(failure);
    }
  }

  private Optional<RemoteRoster> live(RemoteTeam team) {
    return api.teams().rosters(List.of(team.name())).stream()
        .filter(roster -> roster.teamId().equals(team.id()))
        .findFirst();
  }

  /** A team whose members nobody tells must not pass for an empty one: nothing is sent. */
  private static List<StepResult> untold(RemoteTeam team, List<Step> steps) {
    var error =
        new WandbException.NotFound("the server does not tell who is in the team " + team.name());
    return steps.stream().<StepResult>map(step -> new StepResult.Failed(step, error)).toList();
  }

  /**
   * What is read after the writes is noted, also after those that failed half-way; where it is not
   * what they come to, it is doubted.
   */
  private void noteResults(
      RemoteTeam team,
      List<StepResult> results,
      ObservedTeam expected,
      Collection<RemoteUser> written) {
    boolean tried = results.stream().anyMatch(result -> !(result instanceof StepResult.Withheld));
    if (!tried) {
      return;
    }
    var roster = rosterAfter(team);
    store.writeThrough(
        clock.instant(), snapshot -> roster.map(snapshot::with).orElse(snapshot).with(written));
    roster.ifPresent(
        live -> {
          var seen = store.current().map(snapshot -> snapshot.observed(live));
          if (seen.filter(one -> one.roles().equals(expected.roles())).isEmpty()) {
            store.doubt(team.id());
          }
        });
  }

  private interface Work {
    StepResult on(int index);
  }

  private void inParallel(Collection<Integer> indexes, Work work, StepResult[] results) {
    var tasks = new ArrayList<Callable<Void>>();
    for (int i : indexes) {
      tasks.add(
          Correlation.carried(
              () -> {
                results[i] = work.on(i);
                return null;
              }));
    }
    try {
      for (var done : executor.invokeAll(tasks)) {
        done.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing to the server", interrupted);
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a step failed unexpectedly", failure.getCause());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
