package com.wandb.iam.resources;

import com.wandb.iam.access.Violation;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.LocalReference;
import com.wandb.iam.crd.v1alpha1.ManagedSpec;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cleanup of one resource, which never blocks the deletion of a namespace. If an object on the
 * server must not be deleted, it stays there, and the operator emits an event.
 */
public record Cleanup(
    ResourceFinder finder,
    EventRecorder events,
    Namespaces namespaces,
    Claims claims,
    Reconciliation<?, ?, ?> pass) {

  /** Returns the declared policy; without one, what was adopted is orphaned. */
  public static DeletionPolicy policy(
      @Nullable DeletionPolicy declared, @Nullable Boolean adopted) {
    return policy(
        declared, Boolean.TRUE.equals(adopted) ? DeletionPolicy.Orphan : DeletionPolicy.Delete);
  }

  /** Returns the declared policy, or the default of the kind. */
  public static DeletionPolicy policy(@Nullable DeletionPolicy declared, DeletionPolicy otherwise) {
    return declared == null ? otherwise : declared;
  }

  /** Returns whether the resource is released and its object on the server stays. */
  public boolean shouldOrphan(DeletionPolicy policy) {
    if (ActionAnnotation.ABANDON.given(pass.resource()).filter("true"::equals).isPresent()) {
      orphan("The resource has the annotation " + ActionAnnotation.ABANDON.annotation() + ".");
      return true;
    }
    if (pass.resource().getSpec() instanceof ManagedSpec spec
        && spec.managementPolicy() == ManagementPolicy.Observe) {
      orphan("spec.managementPolicy is Observe.");
      return true;
    }
    return policy == DeletionPolicy.Orphan;
  }

  /**
   * Returns whether the WandbServer no longer exists, so that the operator cannot connect to the
   * W&amp;B server.
   */
  public boolean isServerGone(String server) {
    return finder.find(WandbServer.class, null, server).isEmpty();
  }

  /** Returns the Team that the resource names, because its managementPolicy can forbid writes. */
  public Optional<Team> team(@Nullable LocalReference ref) {
    return Optional.ofNullable(ref)
        .flatMap(named -> finder.find(Team.class, pass.namespace(), named.name()));
  }

  /**
   * Releases the resource, and emits an event that its object on the server stays.
   *
   * @param why one or more sentences
   */
  public Optional<ReconcileResult> orphan(String why) {
    events.warning(
        pass.resource(),
        "Orphaned",
        "Did not delete the object of this resource on the W&B server. " + why);
    return Optional.empty();
  }

  /**
   * Blocks the deletion until a user acts; releases the resource if its namespace is being deleted.
   *
   * @param cause why the object cannot be deleted, as one or more sentences
   * @param remedy what the user must do, as one or more sentences
   */
  public Optional<ReconcileResult> refuse(Reason reason, String cause, String remedy) {
    return held(cause, ReconcileResult.blocked(reason, cause + " " + remedy));
  }

  /** Blocks the deletion because of a rule, until a user acts. */
  public Optional<ReconcileResult> refuse(Reason reason, Violation violation) {
    return held(violation.problem(), ReconcileResult.blocked(reason, violation.message()));
  }

  private Optional<ReconcileResult> held(String cause, ReconcileResult blocked) {
    return namespaces.terminating(pass.namespace())
        ? orphan("The namespace is being deleted, so the operator did not wait for this: " + cause)
        : Optional.of(blocked);
  }

  /** Releases all claims of this resource. */
  public void releaseClaims() {
    claims.release(claim -> true, Claimant.of(pass.resource()));
  }
}
