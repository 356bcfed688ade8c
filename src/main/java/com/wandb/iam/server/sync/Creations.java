package com.wandb.iam.server.sync;

import com.wandb.iam.access.plan.Standing;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServerBinding;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes objects that the operator created. The operator records an intent in status before it
 * creates an object. After a crash, an object with that name is its own if the request of the
 * intent can have created it.
 */
public final class Creations {
  private final IdAnnotation ids;
  private final EventRecorder events;
  private final InstantSource clock;

  public Creations(IdAnnotation ids, EventRecorder events, InstantSource clock) {
    this.ids = ids;
    this.events = events;
    this.clock = clock;
  }

  /** Returns the time of an intent, in whole seconds because status stores no fractions. */
  public Instant now(ServerConnection connection) {
    return wholeSeconds(clock);
  }

  static Instant wholeSeconds(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns the binding of an id that was found now. */
  public ServerBinding binding(ServerConnection connection) {
    return new ServerBinding(connection.fingerprint(), now(connection));
  }

  /**
   * Returns the standing of a resource without any id; see {@link Standing#named}.
   *
   * @param found the object of the declared name
   * @throws ReconcileAbort if the clocks differ too much to decide whether the resource created it
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
            policy != AdoptionPolicy.Never,
            clock.instant()));
  }

  /**
   * Returns whether the object of the declared name belongs to a resource that is being deleted and
   * has no id; see {@link Standing#deleting}.
   *
   * @param asked when the search began; an object that was absent then can appear later
   * @throws ReconcileAbort if the clocks differ too much to decide, or if the object can still
   *     appear
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
   * @param created null if the server does not report it; then the object is not the operator's
   * @throws ReconcileAbort if the clocks differ too much to decide
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
                !ClockSkew.tooLarge(connection.api().clockSkew()),
                clock.instant()))
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
                  "An object with the name "
                      + name
                      + " exists on the W&B server. The clocks of server and operator differ too"
                      + " much to decide whether this resource created it. Synchronize the"
                      + " clocks."));
      case Standing.WaitForArrival(var left) ->
          throw new ReconcileAbort(
              ReconcileResult.waiting(
                  Reason.Pending,
                  "An earlier request of the operator may still create this object. The operator"
                      + " waits until that is no longer possible.",
                  left));
      default -> standing;
    };
  }

  /**
   * Returns the intent that status keeps when the request of a later intent certainly created
   * nothing: the earlier one while its own request can still create the object, otherwise null. An
   * object that another client creates later with that name must not count as the operator's.
   *
   * @param earlier the intent before the later one
   */
  public @Nullable PendingCreate withdraw(@Nullable PendingCreate earlier) {
    var intent = intent(earlier);
    return intent != null && intent.isOpen(clock.instant()) ? earlier : null;
  }

  /**
   * Creates an object whose intent is recorded in status. If the server certainly did not create
   * it, the intent is withdrawn.
   *
   * @param withdraw removes the intent from status; see {@link #withdraw}
   */
  public <T> T make(Runnable withdraw, Supplier<T> create) {
    try {
      return create.get();
    } catch (WandbException error) {
      boolean open =
          error instanceof WandbException.Unavailable unavailable && unavailable.outcomeUnknown();
      if (!open) {
        withdraw.run();
      }
      throw error;
    }
  }

  /**
   * Reports that an intent does not explain the object of its name, which another client created
   * then. The caller forgets the intent.
   */
  public void warnOfOther(HasMetadata resource, @Nullable PendingCreate pending) {
    if (pending != null) {
      events.warning(
          resource,
          "IntentDropped",
          "At "
              + pending.at()
              + " the operator was about to create "
              + pending.name()
              + ", and did not learn the result. The object of that name on the W&B server was not"
              + " created by that request, so spec.adoptionPolicy decides.");
    }
  }

  /**
   * Returns the id in the resource's annotations, if the operator wrote them.
   *
   * @param pending if not null, the annotations are ignored: the operator was stopped between the
   *     annotation and the status, so nothing was restored from a backup
   */
  public Optional<IdAnnotation.Restored> restored(
      Reconciliation<?, ?, ?> pass, ServerConnection connection, @Nullable PendingCreate pending) {
    return pending == null ? ids.restored(pass.resource(), connection.signed()) : Optional.empty();
  }

  /**
   * Writes the id to an annotation, because backups contain no status.
   *
   * @param adopted whether the object existed before; null if unknown
   */
  public void remember(
      Reconciliation<?, ?, ?> pass,
      ServerConnection connection,
      String id,
      @Nullable Boolean adopted) {
    var server = connection.signed();
    boolean made = Boolean.FALSE.equals(adopted);
    if (!ids.isProved(pass.resource(), server, id, made)) {
      pass.write(known -> ids.write(known, server, id, made));
    }
  }
}
