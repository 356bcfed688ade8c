package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.server.sync.ServerIdentity;
import com.wandb.iam.server.sync.ServerSync;
import com.wandb.iam.server.sync.SyncResult;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The admission of a W&amp;B server by its identity: pinned at the first contact, and changed only
 * if an administrator accepts another one.
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

  /** Admits the server if it is the pinned one, and returns the result. */
  ReconcileResult admit(ServerReconciliation pass, ServerSync sync) {
    return switch (sync.observation()) {
      case SyncResult.Pending _ ->
          ServerResults.unreachable(Reason.Pending, "The W&B server is being read.");
      case SyncResult.Failing(var error) -> ServerResults.failing(error);
      case SyncResult.ForeignOrganization foreign -> admitAccepted(pass, sync, foreign);
      case SyncResult.Serving serving -> admitServing(pass, sync, serving);
    };
  }

  private ReconcileResult admitServing(
      ServerReconciliation pass, ServerSync sync, SyncResult.Serving serving) {
    pass.draft().describe(pass.resource().getSpec().edition(), serving);
    pass.draft().warnings = ownership.warnings(pass.resource());
    sync.admit(pin(pass, serving.identity()));
    return ServerResults.serving(serving.facts());
  }

  /**
   * Admits another server only by annotation, because the URL may be wrong, or the server restored
   * from a backup.
   */
  private static ReconcileResult admitAccepted(
      ServerReconciliation pass, ServerSync sync, SyncResult.ForeignOrganization foreign) {
    var former = pass.draft().organization;
    var pin = foreign.identity().pin(former == null ? "" : String.valueOf(former.fingerprint()));
    var token = token(former, pin);
    var accepted =
        ActionAnnotation.ACCEPT_ORGANIZATION
            .pending(pass.resource(), pass.report().handled())
            .filter(given -> given.equals(token) || given.equals(pin.fingerprint()));
    if (accepted.isEmpty()) {
      return ServerResults.foreign(foreign.difference(), token);
    }
    pass.handled(ActionAnnotation.ACCEPT_ORGANIZATION, accepted.get());
    save(pass, pin);
    sync.admit(pin);
    return ServerResults.unreachable(Reason.Pending, "The accepted W&B server is being read.");
  }

  /**
   * Returns the value of the annotation that accepts a server: the id of its organization, or its
   * fingerprint if the pinned server has that id, too.
   */
  private static String token(@Nullable PinnedOrganization former, PinnedOrganization next) {
    boolean sameId = former != null && Objects.equals(former.id(), next.id());
    return String.valueOf(sameId ? next.fingerprint() : next.id());
  }

  /** Returns the pin of a server that is the pinned one, or the first; with its marks of now. */
  private static PinnedOrganization pin(ServerReconciliation pass, ServerIdentity identity) {
    var former = pass.draft().organization;
    var pin = former == null ? identity.pin("") : identity.renew(former);
    if (!pin.equals(former)) {
      save(pass, pin);
    }
    return pin;
  }

  /** Saves the pin before any write, so that a restart cannot pin another server. */
  private static void save(ServerReconciliation pass, PinnedOrganization pin) {
    pass.draft().organization = pin;
    pass.save();
  }
}
