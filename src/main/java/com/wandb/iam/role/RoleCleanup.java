package com.wandb.iam.role;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.References;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cleanup of a CustomRole. A role that memberships declare is kept, because deleting it demotes
 * every user with that role.
 */
public final class RoleCleanup {
  private static final int NAMED = 3;

  private final Cleanups cleanups;
  private final References references;
  private final Dependents dependents;
  private final Namespaces namespaces;
  private final RoleKeeper keeper;

  public RoleCleanup(
      Cleanups cleanups,
      References references,
      Dependents dependents,
      Namespaces namespaces,
      RoleKeeper keeper) {
    this.cleanups = cleanups;
    this.references = references;
    this.dependents = dependents;
    this.namespaces = namespaces;
    this.keeper = keeper;
  }

  /**
   * Deletes or orphans the role. Returns why the resource cannot be deleted yet; empty if it can.
   */
  Optional<ReconcileResult> run(RoleReconciliation pass) {
    var cleanup = cleanups.of(pass);
    var policy = Cleanup.policy(pass.resource().getSpec().deletionPolicy(), pass.draft().adopted);
    var refusal =
        cleanup.shouldOrphan(policy) ? Optional.<ReconcileResult>empty() : delete(pass, cleanup);
    if (refusal.isEmpty()) {
      cleanup.releaseClaims();
    }
    return refusal;
  }

  private Optional<ReconcileResult> delete(RoleReconciliation pass, Cleanup cleanup) {
    var draft = pass.draft();
    if ((draft.id == null && draft.pendingCreate == null) || draft.serverName == null) {
      return Optional.empty();
    }
    if (cleanup.isServerGone(draft.serverName)) {
      return cleanup.orphan(
          "The WandbServer was deleted, so the operator cannot connect to the W&B server.");
    }
    var naming = dependents.naming(pass.resource());
    if (!naming.isEmpty()) {
      return cleanup.refuse(
          Reason.InUse,
          "These TeamMemberships grant the role, or cannot be read: "
              + naming.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (naming.size() > NAMED ? " and " + (naming.size() - NAMED) + " more." : ".")
              + " Without the role, their users have only what it inherits.",
          "Change or delete these TeamMemberships first.");
    }
    var connection = references.connection(draft.serverName, pass);
    boolean held = RoleReport.holders(Names.nameOf(pass.resource()), connection.snapshot()) > 0;
    if (held && !namespaces.watched().areAll()) {
      return cleanup.refuse(
          Reason.InUse,
          "Users on the W&B server have the role, and namespaces that the operator"
              + " does not watch may grant it.",
          "Remove the role from these users, or set spec.deletionPolicy to Orphan.");
    }
    keeper.own(pass, connection).ifPresent(role -> keeper.delete(pass, connection, role));
    return Optional.empty();
  }
}
