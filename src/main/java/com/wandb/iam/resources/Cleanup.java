package com.wandb.iam.resources;

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
 * How a resource goes without ever being stuck: what may not be taken away is left on the server,
 * with an event, where waiting for a person would hold up a namespace.
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

  /** Whether the resource is to go and leave the server as it is. */
  public boolean shouldOrphan(DeletionPolicy policy) {
    if (ActionAnnotation.ABANDON.given(pass.resource()).filter("true"::equals).isPresent()) {
      orphan("the annotation " + ActionAnnotation.ABANDON.annotation() + " says so");
      return true;
    }
    if (pass.resource().getSpec() instanceof ManagedSpec spec
        && spec.managementPolicy() == ManagementPolicy.Observe) {
      orphan("spec.managementPolicy is Observe");
      return true;
    }
    return policy == DeletionPolicy.Orphan;
  }

  /** Whether there is no way to the server any more. */
  public boolean isServerGone(String server) {
    return finder.find(WandbServer.class, null, server).isEmpty();
  }

  /** The Team that the resource names, if there is one: it says what may be written at all. */
  public Optional<Team> team(@Nullable LocalReference ref) {
    return Optional.ofNullable(ref)
        .flatMap(named -> finder.find(Team.class, pass.namespace(), named.name()));
  }

  /** Lets the resource go and says that what it stood for stays. */
  public Optional<ReconcileResult> orphan(String why) {
    events.warning(
        pass.resource(), "Orphaned", "left what this stood for on the server as it is: " + why);
    return Optional.empty();
  }

  /** Waits for a person, or lets go where the namespace goes. */
  public Optional<ReconcileResult> refuse(Reason reason, String message) {
    if (namespaces.terminating(pass.namespace())) {
      return orphan("the namespace is being deleted, and " + message);
    }
    return Optional.of(ReconcileResult.blocked(reason, message));
  }

  /** Lets others have what this resource stood for. */
  public void releaseClaims() {
    claims.release(claim -> true, Claimant.of(pass.resource()));
  }
}
