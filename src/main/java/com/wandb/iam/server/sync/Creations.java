package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.wandb.WandbException;
import java.time.Duration;
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

  /** Clocks differ, and so may the moment of the intent and of the object. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** How long a request of a process that was killed may still be on its way to the server. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

  public Creations(IdAnnotation ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /** The moment of an intent, to the second, as a status has it. */
  public Instant now(ServerConnection connection) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Whether an object of the server is the one that an earlier pass set out to make.
   *
   * @param created when the server says it was made, null where it does not say
   * @throws ReconcileAbort where the clocks differ too much to tell
   */
  public boolean isOurs(
      @Nullable PendingCreate pending,
      String name,
      @Nullable Instant created,
      ServerConnection connection) {
    if (pending == null || !name.equals(pending.name()) || created == null) {
      return false;
    }
    if (ClockSkew.tooLarge(connection.api().clockSkew())) {
      throw new ReconcileAbort(
          ReconcileResult.waiting(
              Reason.ClockSkew,
              "an object of the name "
                  + name
                  + " exists, and the clocks of server and operator differ too much to tell"
                  + " whether this resource made it; set the clocks"));
    }
    return !created.isBefore(pending.at().minus(TOLERANCE));
  }

  /**
   * Ends the pass where something was announced, is not there, and may still come: making it again
   * would make it twice, and forgetting it would leave it behind.
   */
  public void awaitArrival(@Nullable PendingCreate pending) {
    var now = clock.instant();
    var settled = pending == null ? now : pending.at().plus(ON_ITS_WAY);
    if (settled.isAfter(now)) {
      throw new ReconcileAbort(
          ReconcileResult.waiting(
              Reason.Pending,
              "a request to make this may still be on its way to the server",
              Duration.between(now, settled)));
    }
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
