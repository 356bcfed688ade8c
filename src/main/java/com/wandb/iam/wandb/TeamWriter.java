package com.wandb.iam.wandb;

import com.wandb.iam.access.Guard;
import com.wandb.iam.access.ObservedTeam;
import com.wandb.iam.access.Plan;
import com.wandb.iam.access.Step;
import com.wandb.iam.access.TeamRole;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Applies plans to the teams of one server. Plans for one team that arrive while another is being
 * applied are taken together, so that fifty memberships cost one request to add their people; roles
 * live on the user, so writes to one user are done one after the other, whatever the team. Every
 * step is checked again against the team as it is at that moment. Thread-safe; calls block.
 */
public final class TeamWriter implements AutoCloseable {
  private static final int ATTEMPTS_WHEN_STALE = 4;

  private record Request(List<Step> steps, CompletableFuture<List<StepResult>> results) {}

  private static final class TeamQueue {
    final ReentrantLock lock = new ReentrantLock();
    final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
  }

  private final WandbApi api;
  private final SnapshotStore store;
  private final Guard guard;
  private final InstantSource clock;
  private final Map<String, TeamQueue> queues = new ConcurrentHashMap<>();
  private final UserLocks users = new UserLocks();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  public TeamWriter(WandbApi api, SnapshotStore store, Guard guard, InstantSource clock) {
    this.api = api;
    this.store = store;
    this.guard = guard;
    this.clock = clock;
  }

  /** Makes a team and notes it. */
  public RemoteTeam create(String name) {
    var team = api.teams().create(name, List.of());
    var roster = api.teams().rosters(List.of(name)).stream().findFirst();
    store.writeThrough(
        clock.instant(),
        snapshot ->
            snapshot.with(
                team, roster.orElseGet(() -> new RemoteRoster(team.id(), name, false, List.of()))));
    return team;
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
   * Applies a plan to a team, perhaps together with others for the same team.
   *
   * @return one result for each step, in the plan's order
   * @throws WandbException where the team could not be read: nothing was sent
   */
  public List<StepResult> apply(RemoteTeam team, Plan plan) {
    if (plan.isEmpty()) {
      return List.of();
    }
    var queue = queues.computeIfAbsent(team.id(), id -> new TeamQueue());
    var request = new Request(plan.steps(), new CompletableFuture<>());
    queue.waiting.add(request);
    queue.lock.lock();
    try {
      if (!request.results().isDone()) {
        applyTogether(team, drain(queue));
      }
    } finally {
      queue.lock.unlock();
    }
    return resultsOf(request);
  }

  private static List<StepResult> resultsOf(Request request) {
    try {
      return request.results().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof WandbException error) {
        throw error;
      }
      throw failed;
    }
  }

  private static List<Request> drain(TeamQueue queue) {
    var requests = new ArrayList<Request>();
    for (var next = queue.waiting.poll(); next != null; next = queue.waiting.poll()) {
      requests.add(next);
    }
    return requests;
  }

  private void applyTogether(RemoteTeam team, List<Request> requests) {
    try {
      var steps = requests.stream().flatMap(request -> request.steps().stream()).toList();
      var results = applySteps(team, steps);
      int next = 0;
      for (var request : requests) {
        var end = next + request.steps().size();
        request.results().complete(List.copyOf(results.subList(next, end)));
        next = end;
      }
    } catch (RuntimeException | Error failure) {
      requests.forEach(request -> request.results().completeExceptionally(failure));
    }
  }

  private List<StepResult> applySteps(RemoteTeam team, List<Step> steps) {
    var roster = live(team);
    var results = new StepResult[steps.size()];
    var observed = roster == null ? ObservedTeam.of(List.of()) : Snapshot.observed(roster);
    var allowed = new ArrayList<Integer>();
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var violation = guard.check(step, observed);
      if (violation.isPresent()) {
        results[i] = new StepResult.Withheld(step, violation.get());
      } else {
        allowed.add(i);
        observed = observed.after(step);
      }
    }
    addMembers(team, steps, allowed, results);
    inParallel(
        allowed, i -> results[i] == null ? applyOne(team, steps.get(i)) : results[i], results);
    noteResults(team, List.of(results));
    return List.of(results);
  }

  /** One request for everybody who is to come in. */
  private void addMembers(
      RemoteTeam team, List<Step> steps, List<Integer> allowed, StepResult[] results) {
    var newcomers =
        allowed.stream()
            .map(steps::get)
            .filter(Step.AddMember.class::isInstance)
            .map(Step::userId)
            .distinct()
            .toList();
    if (newcomers.isEmpty()) {
      return;
    }
    addMembers(team, newcomers)
        .forEach(
            (userId, error) -> {
              for (int i : allowed) {
                if (steps.get(i) instanceof Step.AddMember add && add.userId().equals(userId)) {
                  results[i] = new StepResult.Failed(add, error);
                }
              }
            });
  }

  /** Who could not be added, and why: one by one where a single newcomer may be the reason. */
  private Map<String, WandbException> addMembers(RemoteTeam team, List<String> newcomers) {
    var failed = new HashMap<String, WandbException>();
    try {
      users.holding(newcomers, () -> api.teams().addMembers(team.id(), newcomers));
    } catch (WandbException error) {
      boolean apart = newcomers.size() > 1 && mayBeAboutOne(error);
      for (var userId : newcomers) {
        if (apart) {
          failed.putAll(addMembers(team, List.of(userId)));
        } else {
          failed.put(userId, error);
        }
      }
    }
    return failed;
  }

  private static boolean mayBeAboutOne(WandbException error) {
    return switch (error) {
      case WandbException.Invalid invalid -> true;
      case WandbException.NotFound absent -> true;
      case WandbException.Conflict conflict -> true;
      case WandbException.Refused refused ->
          refused.reason() == WandbException.Refused.Refusal.SEATS;
      case WandbException.Throttled throttled -> false;
      case WandbException.Unavailable unavailable -> false;
    };
  }

  private StepResult applyOne(RemoteTeam team, Step step) {
    try {
      switch (step) {
        case Step.AddMember add -> {
          if (add.role() != TeamRole.BuiltIn.MEMBER) {
            setRoleAlone(team, add.userId(), add.role());
          }
        }
        case Step.ChangeRole change -> setRoleAlone(team, change.userId(), change.to());
        case Step.RemoveMember removal ->
            users.holding(
                List.of(removal.userId()),
                () -> api.teams().removeMember(team.id(), removal.userId()));
      }
      return new StepResult.Applied(step);
    } catch (WandbException error) {
      return new StepResult.Failed(step, error);
    }
  }

  private void setRoleAlone(RemoteTeam team, String userId, TeamRole role) {
    users.holding(List.of(userId), () -> setRole(team, userId, role));
  }

  /** Reads the user, changes the one entry and sends the whole list, guarded by its version. */
  private void setRole(RemoteTeam team, String userId, TeamRole role) {
    for (int attempt = 1; ; attempt++) {
      try {
        var user =
            api.users()
                .byId(userId)
                .orElseThrow(() -> new WandbException.NotFound("the user no longer exists"));
        var written = api.users().replaceTeamRoles(user, rolesWith(user, team.name(), role));
        store.writeThrough(clock.instant(), snapshot -> snapshot.with(written));
        return;
      } catch (WandbException.Conflict conflict) {
        if (!conflict.stale() || attempt == ATTEMPTS_WHEN_STALE) {
          throw conflict;
        }
      }
    }
  }

  private Map<String, TeamRole> rolesWith(RemoteUser user, String teamName, TeamRole role) {
    var known = user.teamRoles();
    var roles =
        new HashMap<>(
            known != null
                ? known
                : store.current().map(snapshot -> snapshot.rolesOf(user.id())).orElse(Map.of()));
    roles.put(teamName, role);
    return roles;
  }

  private @Nullable RemoteRoster live(RemoteTeam team) {
    return api.teams().rosters(List.of(team.name())).stream()
        .filter(roster -> roster.teamId().equals(team.id()))
        .findFirst()
        .orElse(null);
  }

  private void noteResults(RemoteTeam team, List<StepResult> results) {
    boolean changed = results.stream().anyMatch(StepResult.Applied.class::isInstance);
    if (!changed) {
      return;
    }
    try {
      var roster = live(team);
      if (roster != null) {
        store.writeThrough(clock.instant(), snapshot -> snapshot.with(roster));
      }
    } catch (WandbException unseen) {
      // What was done stays done and is told; the next snapshot shows it.
    }
  }

  private interface Work {
    StepResult on(int index);
  }

  private void inParallel(Collection<Integer> indexes, Work work, StepResult[] results) {
    var tasks = new ArrayList<Callable<Void>>();
    for (int i : indexes) {
      tasks.add(
          () -> {
            results[i] = work.on(i);
            return null;
          });
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
