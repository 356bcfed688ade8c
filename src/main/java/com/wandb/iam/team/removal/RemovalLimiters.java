package com.wandb.iam.team.removal;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.RemovalLimit;
import com.wandb.iam.access.plan.RemovalWindow;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.access.plan.StepKind;
import com.wandb.iam.crd.v1alpha1.PlanSummary;
import com.wandb.iam.crd.v1alpha1.RecentRemovals;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.ProcessState;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.RemovalGate;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The removal limiters of all teams. Admitted steps are counted in the Team's status before they
 * are sent, so that the count survives a crash. Thread-safe.
 */
public final class RemovalLimiters implements ProcessState {
  private record Key(String server, String teamId) {}

  private final CachedResources resources;
  private final LiveResources now;
  private final RemovalCounts counts;
  private final InstantSource clock;
  private final WorkObserver observer;
  private final Map<Key, RemovalLimiter> limiters = new ConcurrentHashMap<>();
  private final Map<Key, RemovalLimit> limits = new ConcurrentHashMap<>();

  /**
   * @param now reads live, to confirm that a team has no Team resource
   */
  public RemovalLimiters(
      CachedResources resources,
      LiveResources now,
      RemovalCounts counts,
      InstantSource clock,
      WorkObserver observer) {
    this.now = now;
    this.observer = observer;
    this.resources = resources;
    this.counts = counts;
    this.clock = clock;
  }

  /** Returns the limiter of one team of a server. */
  public RemovalLimiter of(String server, String teamId) {
    var key = new Key(server, teamId);
    var known = limiters.get(key);
    return known == null ? begin(key, teamNow(key)) : known;
  }

  /** Returns the limiter of one team of a server, without a search for its Team. */
  public RemovalLimiter of(String server, String teamId, Team team) {
    var key = new Key(server, teamId);
    var known = limiters.get(key);
    return known == null ? begin(key, Optional.of(team)) : known;
  }

  /**
   * Forgets the removals that a Team or TeamMembership waits for. The count of removals stays,
   * because deleting and recreating a resource must not raise the limit.
   */
  @Override
  public void forget(HasMetadata resource) {
    var key =
        switch (resource) {
          case Team team when team.getStatus() != null ->
              key(team.getStatus().serverName(), team.getStatus().id());
          case TeamMembership membership when membership.getStatus() != null ->
              key(membership.getStatus().serverName(), membership.getStatus().teamId());
          default -> Optional.<Key>empty();
        };
    key.map(limiters::get).ifPresent(limiter -> limiter.forget(Claimant.of(resource)));
  }

  private static Optional<Key> key(@Nullable String server, @Nullable String teamId) {
    return server == null || teamId == null
        ? Optional.empty()
        : Optional.of(new Key(server, teamId));
  }

  private RemovalLimiter begin(Key key, Optional<Team> team) {
    var begun =
        team.filter(resource -> resource.getStatus() != null)
            .map(resource -> continued(key, resource))
            .orElseGet(() -> new RemovalLimiter(key.teamId(), RemovalWindow.EMPTY, 0, false));
    return Objects.requireNonNullElse(limiters.putIfAbsent(key, begun), begun);
  }

  private static RemovalLimiter continued(Key key, Team team) {
    var status = team.getStatus();
    var plan = status.plan();
    return new RemovalLimiter(
        key.teamId(),
        new RemovalWindow(
            status.recentRemovals().stream()
                .map(
                    removals ->
                        new RemovalWindow.Removals(
                            removals.at(), removals.count(), or(removals.people(), 0)))
                .toList()),
        approvals(plan),
        plan != null && Boolean.TRUE.equals(plan.held()));
  }

  private static int approvals(@Nullable PlanSummary plan) {
    return plan == null ? 0 : or(plan.approvals(), 0);
  }

  private static int or(@Nullable Integer number, int otherwise) {
    return number == null ? otherwise : number;
  }

  private Optional<Team> team(Key key) {
    return resources.list(Team.class, team -> isOf(team, key)).findFirst();
  }

  private Optional<Team> teamNow(Key key) {
    return team(key).or(() -> now.list(Team.class, team -> isOf(team, key)).findFirst());
  }

  private static boolean isOf(Team team, Key key) {
    var status = team.getStatus();
    return status != null
        && key.teamId().equals(status.id())
        && key.server().equals(status.serverName());
  }

  /** Returns the gate that the writer of a server asks before removals. */
  public RemovalGate gate(String server) {
    return new RemovalGate() {
      @Override
      public List<Optional<Violation>> admit(
          RemoteTeam team, ObservedTeam before, List<Step> steps) {
        return judge(new Key(server, team.id()), before, steps);
      }

      @Override
      public void done(RemoteTeam team, ObservedTeam before, Step step) {
        observer.stepDone(server, StepKind.of(step, before));
        of(server, team.id()).done(step);
      }
    };
  }

  /**
   * Returns the results of the steps that are certainly held. Sends no request to the server. The
   * other steps may be admitted.
   */
  StepResults heldAnyway(String server, String teamId, List<Step> steps) {
    var key = new Key(server, teamId);
    var limiter = of(server, teamId);
    var limit = limitOf(key, team(key));
    var results = new ArrayList<StepResult>();
    for (var step : steps) {
      limiter
          .holds(step, limit, clock.instant())
          .ifPresent(violation -> results.add(new StepResult.Withheld(step, violation)));
    }
    return new StepResults(results);
  }

  /** Returns the last known limit if the Team no longer exists. */
  private RemovalLimit limitOf(Key key, Optional<Team> team) {
    team.ifPresent(
        resource -> limits.put(key, limit(resource.getSpec().membership().maxRemovals())));
    return limits.getOrDefault(key, RemovalLimit.DEFAULT);
  }

  private List<Optional<Violation>> judge(Key key, ObservedTeam before, List<Step> steps) {
    try {
      var team = teamNow(key);
      return of(key.server(), key.teamId())
          .admit(
              steps,
              limitOf(key, team),
              before.people(),
              clock.instant(),
              window -> team.ifPresent(resource -> counts.write(resource, recent(window))));
    } catch (KubernetesClientException failure) {
      throw new WandbException.Unavailable(
          WandbException.Unavailable.Outage.SERVER_ERROR,
          "removals wait, because the operator cannot write their count to the Team's status: the"
              + " Kubernetes API server answered "
              + failure.getCode(),
          false,
          null,
          failure);
    }
  }

  private static List<RecentRemovals> recent(RemovalWindow window) {
    return window.removals().stream()
        .map(removals -> new RecentRemovals(removals.at(), removals.count(), removals.people()))
        .toList();
  }

  /** Returns the limit of a number or a percentage, as the schema permits them. */
  public static RemovalLimit limit(@Nullable IntOrString declared) {
    if (declared == null) {
      return RemovalLimit.DEFAULT;
    }
    var number = declared.getIntVal();
    if (number != null) {
      return new RemovalLimit(number, false);
    }
    var text = declared.getStrVal();
    return new RemovalLimit(Integer.parseInt(text.substring(0, text.length() - 1)), true);
  }
}
