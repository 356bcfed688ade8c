package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ends what people hold in registries by a membership that no longer names them. Whoever else
 * declares it gives it anew.
 */
public final class RegistryRoleCleanup {
  private final Claims claims;

  public RegistryRoleCleanup(Claims claims) {
    this.claims = claims;
  }

  /**
   * Takes back what the membership gave, from each as far as the server lets it.
   *
   * @return those of whom it could not be taken back
   */
  List<StepResult> takeBack(
      MembershipReconciliation pass, ServerConnection connection, List<MemberState> leaving) {
    var failed = new ArrayList<StepResult>();
    for (var state : leaving) {
      try {
        takeBack(connection, state);
        letGo(pass, connection, state);
      } catch (WandbException error) {
        failed.add(new StepResult.Failed(MemberStates.step(state), error));
      }
    }
    return failed;
  }

  private static void takeBack(ServerConnection connection, MemberState state) {
    if (state.id() == null || state.registries().isEmpty()) {
      return;
    }
    try {
      connection.teams().changeRegistryRoles(state.id(), Map.of(), Set.copyOf(state.registries()));
    } catch (WandbException.NotFound gone) {
      // The account was deleted, and what it held with it.
    }
  }

  /** Lets others declare the roles of people who keep what they hold. */
  void letGo(
      MembershipReconciliation pass, ServerConnection connection, List<MemberState> leaving) {
    leaving.forEach(state -> letGo(pass, connection, state));
  }

  /** Also registries that the spec no longer names: the claim is of an earlier declaration. */
  private void letGo(
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
