package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Withdraws roles in registries that a membership gave to users it no longer declares. Another
 * membership that declares such a role gives it again.
 */
public final class RegistryRoleCleanup {
  private final Claims claims;

  public RegistryRoleCleanup(Claims claims) {
    this.claims = claims;
  }

  /**
   * Withdraws the roles of each user, as far as the server permits.
   *
   * @return failures only
   */
  StepResults withdraw(
      MembershipReconciliation pass, ServerConnection connection, List<MemberState> leaving) {
    var failed = new ArrayList<StepResult>();
    for (var state : leaving) {
      try {
        withdraw(connection, state);
        release(pass, connection, state);
      } catch (WandbException error) {
        failed.add(new StepResult.Failed(MemberStates.step(state), error));
      }
    }
    return new StepResults(failed);
  }

  private static void withdraw(ServerConnection connection, MemberState state) {
    if (state.id() == null || state.registries().isEmpty()) {
      return;
    }
    try {
      connection.teams().changeRegistryRoles(state.id(), Map.of(), Set.copyOf(state.registries()));
    } catch (WandbException.NotFound deleted) {
      // The account was deleted, and its roles with it.
    }
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
