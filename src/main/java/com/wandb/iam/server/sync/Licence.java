package com.wandb.iam.server.sync;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.Edition;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.ReconcileResult;
import java.util.Optional;

/**
 * Features that a server's edition does not include (rule licence). W&amp;B has no API for the
 * licence. Therefore, only a declared edition makes the operator reject a feature before the server
 * does.
 */
public final class Licence {
  private Licence() {}

  /** Returns why a role cannot be granted; empty if it can. */
  public static Optional<ReconcileResult> forRole(TeamRole role, WandbServer server) {
    return role.enterpriseOnly()
        ? enterprise("spec.role: Role " + role.displayName(), server)
        : Optional.empty();
  }

  /**
   * Returns why a feature of the Enterprise edition cannot be used; empty if it can.
   *
   * @param what the field path and the feature, as the beginning of a sentence
   */
  public static Optional<ReconcileResult> enterprise(String what, WandbServer server) {
    return server.getSpec().edition() == Edition.Standard
        ? Optional.of(
            ReconcileResult.rejected(
                Reason.LicenceRequired,
                what
                    + " requires an Enterprise licence (rule licence), but the WandbServer's"
                    + " spec.edition is Standard. Remove the feature, or correct spec.edition"
                    + " of the WandbServer."))
        : Optional.empty();
  }
}
