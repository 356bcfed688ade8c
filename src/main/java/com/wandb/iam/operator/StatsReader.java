package com.wandb.iam.operator;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.server.sync.ServerState;
import com.wandb.iam.server.sync.ServerSync;
import com.wandb.iam.server.sync.Servers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Computes the statistics from the caches on request. There are no running counters that could
 * drift.
 */
final class StatsReader {
  /** Reported even at zero, so that zero and unknown differ. */
  private static final List<ConditionType> OF_ALL =
      List.of(
          ConditionType.Accepted, ConditionType.Synced, ConditionType.Ready, ConditionType.Stalled);

  private static final Set<String> TYPES =
      Arrays.stream(ConditionType.values()).map(Enum::name).collect(Collectors.toSet());

  private static final Set<String> STATES =
      Arrays.stream(ConditionUpdate.State.values())
          .map(ConditionUpdate.State::text)
          .collect(Collectors.toSet());

  private final CachedResources resources;
  private final Servers servers;
  private final ThreadPoolExecutor workers;
  private final BooleanSupplier leading;

  StatsReader(
      CachedResources resources,
      Servers servers,
      ThreadPoolExecutor workers,
      BooleanSupplier leading) {
    this.resources = resources;
    this.servers = servers;
    this.workers = workers;
    this.leading = leading;
  }

  OperatorStats read() {
    var declared = new HashMap<String, Long>();
    var conditions = new HashMap<OperatorStats.ConditionStatus, Long>();
    IamKinds.ALL.forEach(kind -> count(kind, declared, conditions));
    return new OperatorStats(
        leading.getAsBoolean(),
        workers.getActiveCount(),
        workers.getQueue().size(),
        servers.syncs().stream().map(this::figures).toList(),
        declared,
        conditions);
  }

  private <R extends IamResource<?, ?>> void count(
      Class<R> type,
      Map<String, Long> declared,
      Map<OperatorStats.ConditionStatus, Long> conditions) {
    var kind = HasMetadata.getKind(type);
    declared.put(kind, 0L);
    for (var condition : OF_ALL) {
      STATES.forEach(
          state ->
              conditions.put(new OperatorStats.ConditionStatus(kind, condition.name(), state), 0L));
    }
    resources
        .all(type)
        .forEach(
            resource -> {
              declared.merge(kind, 1L, Long::sum);
              ResourceStatus status = resource.getStatus();
              if (status != null) {
                status.conditions().stream()
                    .filter(StatsReader::isKnown)
                    .map(one -> new OperatorStats.ConditionStatus(kind, one.type(), one.status()))
                    .forEach(counted -> conditions.merge(counted, 1L, Long::sum));
              }
            });
  }

  /**
   * Ignores unknown values, because a client that can write status must not create endless series.
   */
  private static boolean isKnown(Condition condition) {
    return TYPES.contains(condition.type()) && STATES.contains(condition.status());
  }

  private ServerStats figures(ServerSync sync) {
    var name = sync.name();
    return new ServerStats(
        name,
        ServerState.of(sync.observation()),
        sync.limits(),
        sync.snapshot().map(SnapshotStats::of),
        resources.list(Team.class, team -> isHeld(team, name)).count(),
        KeyStats.of(
            resources
                .list(WandbServiceAccount.class, account -> isOf(account, name))
                .map(account -> account.getStatus().apiKey())
                .filter(Objects::nonNull)
                .toList()));
  }

  private static boolean isHeld(Team team, String server) {
    var status = team.getStatus();
    return status != null
        && server.equals(status.serverName())
        && status.plan() != null
        && Boolean.TRUE.equals(status.plan().held());
  }

  private static boolean isOf(WandbServiceAccount account, String server) {
    return account.getStatus() != null && server.equals(account.getStatus().serverName());
  }
}
