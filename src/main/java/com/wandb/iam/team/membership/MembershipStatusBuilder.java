package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.resources.RegistryShorthand;
import com.wandb.iam.server.sync.ServerBound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the status of a TeamMembership. */
final class MembershipStatusBuilder extends ServerBound
    implements StatusBuilder<TeamMembershipStatus> {
  private final TeamMembershipStatus before;
  @Nullable String teamId;
  @Nullable String teamName;

  /** With registries in the long form of {@link RegistryShorthand}. */
  List<MemberState> users;

  List<String> warnings;

  /** The changes that are only planned; shown in the status of the Team. */
  List<String> planned = List.of();

  MembershipStatusBuilder(TeamMembershipStatus before) {
    super(before.serverName(), before.binding());
    this.before = before;
    teamId = before.teamId();
    teamName = before.teamName();
    users = RegistryShorthand.expand(before.users(), before.registries());
    warnings = before.warnings();
  }

  @Override
  protected void forgetIds() {
    teamId = null;
    users = List.of();
  }

  @Override
  public TeamMembershipStatus status(CommonStatus report) {
    var synced = (int) users.stream().filter(UserState.SYNCED::is).count();
    var shown = RegistryShorthand.shorten(users);
    return new TeamMembershipStatus(
        report.observedGeneration(),
        teamId,
        teamName,
        serverName,
        binding,
        users.isEmpty() ? before.total() : Integer.valueOf(users.size()),
        users.isEmpty() ? before.synced() : Integer.valueOf(synced),
        shown.users(),
        shown.registries(),
        warnings,
        report.handled(),
        report.conditions());
  }
}
