package com.wandb.iam.wandb.write;

import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.RegistryGuard;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.access.plan.StepOrder;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Applies plans to the teams of one server. Plans for one team that arrive while another is being
 * applied are combined, so that fifty memberships cost one request to add their users. Writes to
 * one user are serialized across teams, because roles are stored on the user. Each step is checked
 * again against the team as it is at that moment. Thread-safe; calls block.
 */
public final class TeamWriter implements AutoCloseable {
  private final WandbApi api;
  private final SnapshotStore store;
  private final Guard guard;
  private final RemovalGate gate;
  private final InstantSource clock;
  private final GroupCommit<Step, StepResult> batches;
  private final StepWrites writes;
  private final RegistryWrites registries;

  /** Creates the only writer of a server. */
  public TeamWriter(
      WandbApi api, SnapshotStore store, Guard guard, RemovalGate gate, InstantSource clock) {
    this(api, store, guard, gate, clock, new WriteLocks());
  }

  /**
   * Creates a writer that may replace another one of the same server.
   *
   * @param locks shared by all writers of the server
   */
  public TeamWriter(
      WandbApi api,
      SnapshotStore store,
      Guard guard,
      RemovalGate gate,
      InstantSource clock,
      WriteLocks locks) {
    this.api = api;
    this.store = store;
    this.guard = guard;
    this.gate = gate;
    this.clock = clock;
    this.batches = new GroupCommit<>(locks::team);
    var members = new MemberWrites(api, store, locks.users(), guard.operatorId());
    this.writes = new StepWrites(members);
    this.registries =
        new RegistryWrites(
            api, store, new RegistryGuard(guard.operatorId()), gate, clock, locks, members);
  }

  /**
   * Creates a team and caches it.
   *
   * @param bucket the bucket for its data; null for the server's own storage
   */
  public RemoteTeam create(String name, @Nullable TeamBucket bucket) {
    var team = api.teams().create(name, List.of(), bucket);
    var roster =
        rosterAfter(team).orElseGet(() -> new RemoteRoster(team.id(), name, false, List.of()));
    store.writeThrough(clock.instant(), snapshot -> snapshot.with(team, roster));
    return team;
  }

  /**
   * Reads the members after a write. A failed read is ignored, because the write succeeded and the
   * next snapshot shows the members.
   */
  private Optional<RemoteRoster> rosterAfter(RemoteTeam team) {
    try {
      return live(team);
    } catch (WandbException unread) {
      return Optional.empty();
    }
  }

  /** Deletes a team and removes it from the cache; succeeds if it was deleted already. */
  public void delete(RemoteTeam team) {
    try {
      api.teams().delete(team.name());
    } catch (WandbException.NotFound gone) {
      // Already deleted; treat as success.
    }
    store.writeThrough(clock.instant(), snapshot -> snapshot.withoutTeam(team.id()));
  }

  /** Returns the writer of roles in registries. */
  public RegistryWrites registries() {
    return registries;
  }

  /**
   * Applies a plan to a team, perhaps together with others for the same team.
   *
   * @return one result for each step, in the plan's order
   * @throws WandbException if the team could not be read, or if this writer is closed: nothing was
   *     sent
   */
  public List<StepResult> apply(RemoteTeam team, Plan plan) {
    return plan.isEmpty()
        ? List.of()
        : batches.submit(team.id(), plan.steps(), steps -> applySteps(team, steps));
  }

  private List<StepResult> applySteps(RemoteTeam team, List<Step> steps) {
    var results = new ArrayList<StepResult>();
    for (var run : StepOrder.runs(steps)) {
      results.addAll(applyNext(team, run, results.isEmpty()));
    }
    return results;
  }

  /** Returns failures instead of throwing after the first run, because that may have written. */
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

  private List<StepResult> applyRun(RemoteTeam team, List<Step> steps) {
    writes.checkOpen();
    var roster = live(team);
    if (roster.isEmpty()) {
      return membersUnknown(team, steps);
    }
    var before = store.current().map(known -> known.observed(roster.get())).orElseThrow();
    var order = StepOrder.of(steps, before);
    var giving = sendAllowed(team, order.giving(), before);
    var between = giving.after();
    var limited = limit(team, StepOrder.limited(order.taking(), between, guard), between);
    var admitted = order.taking().stream().filter(step -> !limited.containsKey(step)).toList();
    var taking = sendAllowed(team, admitted, between);

    var results = new HashMap<>(limited);
    results.putAll(giving.results());
    results.putAll(taking.results());
    var inOrder = steps.stream().map(results::get).toList();
    var written = Stream.concat(giving.written().stream(), taking.written().stream()).toList();
    noteResults(team, inOrder, taking.after(), written);
    return inOrder;
  }

  /** Returns the results of the steps that the gate holds back or could not count. */
  private Map<Step, StepResult> limit(RemoteTeam team, List<Step> limited, ObservedTeam before) {
    var results = new HashMap<Step, StepResult>();
    if (limited.isEmpty()) {
      return results;
    }
    try {
      var verdicts = gate.admit(team, before, limited);
      for (int i = 0; i < limited.size(); i++) {
        var step = limited.get(i);
        verdicts
            .get(i)
            .ifPresent(violation -> results.put(step, new StepResult.Withheld(step, violation)));
      }
    } catch (WandbException uncounted) {
      limited.forEach(step -> results.put(step, new StepResult.Failed(step, uncounted)));
    }
    return results;
  }

  /**
   * The outcome of one half of a run.
   *
   * @param results by step
   * @param written the accounts as the server answered
   * @param after the team that the applied steps leave
   */
  private record Sent(
      Map<Step, StepResult> results, List<RemoteUser> written, ObservedTeam after) {}

  private Sent sendAllowed(RemoteTeam team, List<Step> steps, ObservedTeam before) {
    var verdict = StepOrder.check(steps, before, guard);
    var sent = writes.send(team, verdict.allowed(), before);
    var results = new HashMap<Step, StepResult>();
    verdict
        .withheld()
        .forEach((step, violation) -> results.put(step, new StepResult.Withheld(step, violation)));
    sent.results().forEach(result -> results.put(result.step(), result));
    var done = new StepResults(sent.results()).applied();
    done.forEach(step -> gate.done(team, before, step));
    return new Sent(results, sent.users(), before.after(done));
  }

  private Optional<RemoteRoster> live(RemoteTeam team) {
    return api.teams().rosters(List.of(team.name())).stream()
        .filter(roster -> roster.teamId().equals(team.id()))
        .findFirst();
  }

  /** Fails all steps, because a team without a list of members must not pass for an empty one. */
  private static List<StepResult> membersUnknown(RemoteTeam team, List<Step> steps) {
    var error =
        new WandbException.NotFound(
            "the server does not list the members of the team " + team.name());
    return steps.stream().<StepResult>map(step -> new StepResult.Failed(step, error)).toList();
  }

  /**
   * Reads the team again and caches it, even if some writes failed. Marks the team for a second
   * read if it differs from the expected result.
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
            store.includeInNextDiff(team.id());
          }
        });
  }

  /**
   * Closes this writer. Running requests complete, and no further request is sent. The next
   * reconciliation uses the new writer.
   */
  @Override
  public void close() {
    writes.close();
  }
}
