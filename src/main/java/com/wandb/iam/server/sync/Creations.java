package com.wandb.iam.server.sync;

import com.wandb.iam.access.plan.Standing;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.wandb.WandbException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows again what the operator made. Before something is made on a server, status says so; after a
 * crash an object of that name, made since, is the operator's own.
 */
public final class Creations {
  private final IdAnnotation ids;
  private final InstantSource clock;

  public Creations(IdAnnotation ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /** The moment of an intent, to the second, as a status has it. */
  public Instant now(ServerConnection connection) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Returns the standing of a resource without any id; see {@link Standing#named}.
   *
   * @param found the object of the declared name
   * @throws ReconcileAbort if the clocks differ too much to tell whether the resource created it
   */
  public Standing named(
      String name,
      @Nullable PendingCreate pending,
      Optional<Standing.Found> found,
      ServerConnection connection,
      AdoptionPolicy policy) {
    return orWait(
        name,
        Standing.named(
            name,
            intent(pending),
            found.orElse(null),
            !ClockSkew.tooLarge(connection.api().clockSkew()),
            policy != AdoptionPolicy.Never));
  }

  /**
   * Returns whether the object of the declared name belongs to a resource that is being deleted and
   * has no id; see {@link Standing#deleting}.
   *
   * @param asked when the look-up began: an object that was absent then can arrive later
   * @throws ReconcileAbort if the clocks differ too much to tell, or if the object can still arrive
   */
  public boolean isOwn(
      String name,
      @Nullable PendingCreate pending,
      Instant asked,
      Optional<Standing.Found> found,
      ServerConnection connection) {
    return orWait(
            name,
            Standing.deleting(
                name,
                intent(pending),
                found.orElse(null),
                !ClockSkew.tooLarge(connection.api().clockSkew()),
                asked))
        instanceof Standing.Ours;
  }

  /**
   * Returns whether an earlier reconciliation created an object; see {@link Standing#owner}.
   *
   * @param created null if the server does not report it: then the object is not the operator's
   * @throws ReconcileAbort if the clocks differ too much to tell
   */
  public boolean isOurs(
      @Nullable PendingCreate pending,
      String name,
      @Nullable Instant created,
      ServerConnection connection) {
    return orWait(
            name,
            Standing.owner(
                name,
                intent(pending),
                new Standing.Found(created, true),
                !ClockSkew.tooLarge(connection.api().clockSkew())))
        instanceof Standing.Ours;
  }

  /**
   * Aborts the reconciliation if a recorded creation can still reach the server. A second request
   * would create the object twice, and forgetting the first would leave it behind.
   */
  public void awaitArrival(@Nullable PendingCreate pending) {
    if (pending != null) {
      orWait(
          pending.name(),
          Standing.deleting(pending.name(), intent(pending), null, true, clock.instant()));
    }
  }

  private static Standing.@Nullable Intent intent(@Nullable PendingCreate pending) {
    return pending == null ? null : new Standing.Intent(pending.name(), pending.at());
  }

  private static Standing orWait(String name, Standing standing) {
    return switch (standing) {
      case Standing.WaitForClocks clocks ->
          throw new ReconcileAbort(
              ReconcileResult.waiting(
                  Reason.ClockSkew,
                  "an object of the name "
                      + name
                      + " exists, and the clocks of server and operator differ too much to tell"
                      + " whether this resource made it; set the clocks"));
      case Standing.WaitForArrival(var left) ->
          throw new ReconcileAbort(
              ReconcileResult.waiting(
                  Reason.Pending,
                  "a request to make this may still be on its way to the server",
                  left));
      default -> standing;
    };
  }

  /**
   * Makes something that status has announced. Where the server certainly did not do it the intent
   * is taken back: what somebody else makes under that name later must not pass for ours.
   */
  public <T> T make(Runnable takeBack, Supplier<T> create) {
    try {
      return create.get();
    } catch (WandbException error) {
      boolean open =
          error instanceof WandbException.Unavailable unavailable && unavailable.outcomeUnknown();
      if (!open) {
        takeBack.run();
      }
      throw error;
    }
  }

  /**
   * What the resource's annotations hold, where the operator itself wrote them.
   *
   * @param pending an intent says more: whoever made the object may have been stopped after the
   *     annotation was written and before the status was, and then nothing was restored
   */
  public Optional<IdAnnotation.Restored> restored(
      Reconciliation<?, ?, ?> pass, ServerConnection connection, @Nullable PendingCreate pending) {
    return pending == null
        ? ids.restored(pass.resource(), connection.organizationId())
        : Optional.empty();
  }

  /**
   * Keeps the id where a backup finds it.
   *
   * @param adopted whether the object was there before; null where that is not known
   */
  public void remember(
      Reconciliation<?, ?, ?> pass,
      ServerConnection connection,
      String id,
      @Nullable Boolean adopted) {
    var organization = connection.organizationId();
    boolean made = Boolean.FALSE.equals(adopted);
    if (!ids.isProved(pass.resource(), organization, id, made)) {
      pass.write(known -> ids.write(known, organization, id, made));
    }
  }
}
