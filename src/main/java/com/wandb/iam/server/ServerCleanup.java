package com.wandb.iam.server;

import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.wandb.WandbException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The cleanup of a WandbServer that is being deleted: after the resources that refer to it. */
public record ServerCleanup(
    Dependents dependents,
    ServerOpener opener,
    ServerDeployments deployments,
    FileStoreState fileStores) {
  private static final Duration WHILE_IN_USE = Duration.ofSeconds(5);

  /**
   * Closes the server if no resource refers to it.
   *
   * @param open reconciles the server, because the cleanup of its dependents needs it open
   * @return why the server is not deleted yet; empty if it is
   */
  Optional<ReconcileResult> run(ServerReconciliation pass, Consumer<ServerReconciliation> open) {
    boolean abandoned =
        ActionAnnotation.ABANDON.given(pass.resource()).filter("true"::equals).isPresent();
    long using = abandoned ? 0 : dependents.using(pass.name());
    if (using > 0) {
      openForDependents(pass, open);
      return Optional.of(
          ReconcileResult.waiting(
              Reason.InUse,
              using
                  + (using == 1 ? " resource refers" : " resources refer")
                  + " to this WandbServer. It is deleted after "
                  + (using == 1 ? "this resource." : "these resources."),
              WHILE_IN_USE));
    }
    opener.close(pass.name());
    fileStores.forget(pass.name());
    deployments.unwatch(pass.name());
    return Optional.empty();
  }

  private static void openForDependents(
      ServerReconciliation pass, Consumer<ServerReconciliation> open) {
    try {
      open.accept(pass);
    } catch (ReconcileAbort | WandbException ignored) {
      // The dependents wait and report it; the status of this server says InUse.
    }
  }
}
