package com.wandb.iam.team;

import com.wandb.iam.crd.v1alpha1.MemberCounts;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.PlanSummary;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import com.wandb.iam.crd.v1alpha1.TeamStorage;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.server.sync.ServerBound;
import com.wandb.iam.team.removal.RemovalCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the status of a Team. */
final class TeamStatusBuilder extends ServerBound implements StatusBuilder<TeamStatus> {
  private final TeamStatus before;
  @Nullable String id;
  @Nullable String name;
  @Nullable MemberCounts members;
  @Nullable PlanSummary plan;
  @Nullable PendingCreate pendingCreate;
  @Nullable Boolean adopted;
  @Nullable TeamStorage storage;
  List<String> warnings;

  TeamStatusBuilder(TeamStatus before) {
    super(before.serverName(), before.binding());
    this.before = before;
    id = before.id();
    name = before.name();
    members = before.members();
    plan = before.plan();
    pendingCreate = before.pendingCreate();
    storage = before.storage();
    adopted = before.adopted();
    warnings = before.warnings();
  }

  @Override
  protected void forgetIds() {
    id = null;
    pendingCreate = null;
    adopted = null;
    storage = null;
    plan = null;
  }

  @Override
  public TeamStatus status(CommonStatus report) {
    return new TeamStatus(
        report.observedGeneration(),
        id,
        name,
        serverName,
        binding,
        members,
        storage,
        plan,
        before.recentRemovals(),
        pendingCreate,
        adopted,
        warnings,
        report.handled(),
        report.conditions());
  }

  /** Omits the count of removals, because {@link RemovalCounts} writes it. */
  @Override
  public TeamStatus own(TeamStatus status) {
    return new TeamStatus(
        status.observedGeneration(),
        status.id(),
        status.name(),
        status.serverName(),
        status.binding(),
        status.members(),
        status.storage(),
        status.plan(),
        List.of(),
        status.pendingCreate(),
        status.adopted(),
        status.warnings(),
        status.handled(),
        status.conditions());
  }
}
