package com.wandb.iam.server.sync;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.Edition;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.ReconcileResult;
import java.util.Optional;

/**
 * What a server's edition does not include (rule licence). W&amp;B publishes no call that tells the
 * licence: only an edition that a person declared rejects anything before the server does.
 */
public final class Licence {
  private Licence() {}

  /** Whether a role may be granted. */
  public static Optional<ReconcileResult> forRole(TeamRole role, WandbServer server) {
    return role.enterpriseOnly()
        ? enterprise("spec.role: the role " + role.displayName(), server)
        : Optional.empty();
  }

  /**
   * For what only the Enterprise edition has.
   *
   * @param what field path and thing, as the beginning of a sentence
   */
  public static Optional<ReconcileResult> enterprise(String what, WandbServer server) {
    return server.getSpec().edition() == Edition.Standard
        ? Optional.of(
            ReconcileResult.rejected(
                Reason.LicenceRequired,
                what
                    + " needs an Enterprise licence (licence), and the WandbServer's spec.edition is"
                    + " Standard: leave it out, or correct the edition"))
        : Optional.empty();
  }
}
