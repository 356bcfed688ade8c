package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.ServerBinding;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.reconcile.StatusBuilder;
import com.wandb.iam.resources.RegistryShorthand;
import com.wandb.iam.server.sync.ServerBound;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the status of a TeamMembership. */
final class MembershipStatusBuilder implements StatusBuilder<TeamMembershipStatus>, ServerBound {
  private final TeamMembershipStatus before;
  @Nullable String teamId;
  @Nullable String teamName;
  @Nullable String serverName;
  @Nullable ServerBinding binding;

  /** With registries in the long form of {@link RegistryShorthand}. */
  List<MemberState> users;

  List<String> warnings;

  /** The changes that are only planned; shown in the status of the Team. */
  List<String> planned = List.of();

  MembershipStatusBuilder(TeamMembershipStatus before) {
    this.before = before;
    teamId = before.teamId();
    teamName = before.teamName();
    serverName = before.serverName();
    binding = before.binding();
    users = RegistryShorthand.expand(before.users(), before.registries());
    warnings = before.warnings();
  }

  @Override
  public @Nullable ServerBinding binding() {
    return binding;
  }

  @Override
  public void bind(ServerBinding server) {
    binding = server;
  }

  @Override
  public void forgetIds() {
    teamId = null;
    users = List.of();
  }

  @Override
  public Optional<String> server() {
    return Optional.ofNullable(serverName);
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
