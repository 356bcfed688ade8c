package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.server.sync.ServerSync;
import com.wandb.iam.server.sync.SyncResult;
import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.ServerFacts;
import java.util.Optional;

/**
 * The admission of a W&amp;B server by its organization: pinned at the first contact, and changed
 * only if an administrator accepts another one.
 */
public record ServerAdmission(ServerOwnership ownership) {
  /** Returns why the server must not be opened at all. */
  Optional<ReconcileResult> refusal(WandbServer server) {
    return ownership
        .rejectUnnamed(server)
        .or(
            () ->
                server.getSpec().suspend()
                    ? Optional.of(
                        ReconcileResult.waiting(
                            Reason.Suspended,
                            "spec.suspend: The operator reads and writes nothing for this"
                                + " WandbServer."))
                    : Optional.empty());
  }

  /** Admits the server if its organization is the pinned one, and returns the result. */
  ReconcileResult admit(ServerReconciliation pass, ServerSync sync) {
    return switch (sync.observation()) {
      case SyncResult.Pending _ ->
          ServerResults.unreachable(Reason.Pending, "The W&B server is being read.");
      case SyncResult.Failing(var error) -> ServerResults.failing(error);
      case SyncResult.ForeignOrganization(var facts) -> admitAccepted(pass, sync, facts);
      case SyncResult.Serving serving -> admitServing(pass, sync, serving);
    };
  }

  private ReconcileResult admitServing(
      ServerReconciliation pass, ServerSync sync, SyncResult.Serving serving) {
    pass.draft().describe(pass.resource().getSpec().edition(), serving);
    pass.draft().warnings = ownership.warnings(pass.resource());
    if (!pass.draft().isPinned()) {
      pin(pass, serving.facts());
    }
    sync.admit(ServerSync.organizationOf(serving.facts()));
    return ServerResults.serving(serving.facts());
  }

  /** Admits another organization only by annotation, because the URL may be wrong. */
  private static ReconcileResult admitAccepted(
      ServerReconciliation pass, ServerSync sync, ServerFacts facts) {
    var found = ServerSync.organizationOf(facts);
    var accepted =
        ActionAnnotation.ACCEPT_ORGANIZATION
            .pending(pass.resource(), pass.report().handled())
            .filter(found::equals);
    if (accepted.isEmpty()) {
      return ServerResults.foreign(pass.draft().organization, facts);
    }
    pass.handled(ActionAnnotation.ACCEPT_ORGANIZATION, found);
    pin(pass, facts);
    sync.admit(found);
    return ServerResults.unreachable(Reason.Pending, "The accepted organization is being read.");
  }

  /** Saves the organization before any write, so that a restart cannot pin another one. */
  private static void pin(ServerReconciliation pass, ServerFacts facts) {
    pass.draft().organization =
        new PinnedOrganization(
            ServerSync.organizationOf(facts),
            facts.organizationIfKnown().map(RemoteOrganization::name).orElse(null));
    pass.save();
  }
}
