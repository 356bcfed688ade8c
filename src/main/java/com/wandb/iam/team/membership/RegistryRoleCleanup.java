package com.wandb.iam.team.membership;

import com.wandb.iam.access.plan.RegistryMove;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes back roles in registries that a membership granted to users it no longer declares: a user
 * keeps at most the role from before the membership. Another membership that declares such a role
 * grants it again.
 */
public final class RegistryRoleCleanup {
  private final Claims claims;

  public RegistryRoleCleanup(Claims claims) {
    this.claims = claims;
  }

  /**
   * Takes back the roles of each user, as far as the guard and the removal limit permit.
   *
   * @param team the team whose removal limit counts the users
   * @param exempt accounts that the removal limit does not count
   * @return the changes that failed or are withheld
   */
  StepResults withdraw(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving,
      Predicate<String> exempt) {
    var open = StepResults.NONE;
    for (var state : leaving) {
      try {
        var withheld = withdraw(pass, connection, team, state, exempt);
        open = open.and(withheld);
        if (withheld.all().isEmpty()) {
          release(pass, connection, state);
        }
      } catch (WandbException error) {
        open =
            open.and(
                new StepResults(List.of(new StepResult.Failed(MemberStates.step(state), error))));
      }
    }
    return open;
  }

  private static StepResults withdraw(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      MemberState state,
      Predicate<String> exempt) {
    var id = state.id();
    if (id == null || state.registries().isEmpty()) {
      return StepResults.NONE;
    }
    try {
      var lowered =
          connection
              .teams()
              .registries()
              .lower(
                  team,
                  id,
                  MemberStates.nameOf(state),
                  GrantedRoles.withdrawn(state),
                  !exempt.test(id));
      keep(pass, state, lowered.open());
      return lowered.withheld();
    } catch (WandbException.NotFound deleted) {
      // The account was deleted, and its roles with it.
      return StepResults.NONE;
    }
  }

  /** Records which roles are not taken back yet, so that no later role is taken for one of them. */
  private static void keep(
      MembershipReconciliation pass, MemberState state, List<RegistryMove> open) {
    var registries = open.stream().map(RegistryMove::registry).collect(Collectors.toSet());
    var kept = new HashMap<>(GrantedRoles.of(state));
    kept.keySet().retainAll(registries);
    pass.draft().users =
        pass.draft().users.stream()
            .map(
                entry ->
                    Objects.equals(entry.id(), state.id()) ? GrantedRoles.with(entry, kept) : entry)
            .toList();
  }

  /** Releases the claims on roles of users who keep them, so that others can declare them. */
  void release(
      MembershipReconciliation pass, ServerConnection connection, List<MemberState> leaving) {
    leaving.forEach(state -> release(pass, connection, state));
  }

  /** Includes registries that the spec no longer names, because their claims are older. */
  private void release(
      MembershipReconciliation pass, ServerConnection connection, MemberState state) {
    var prefix = ServerClaims.registryRole(connection.name(), state, "");
    claims.release(
        claim ->
            claim.server().equals(prefix.server())
                && claim.kind().equals(prefix.kind())
                && claim.name().startsWith(prefix.name()),
        Claimant.of(pass.resource()));
  }
}
