package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.ServerBinding;
import com.wandb.iam.kube.EventRecorder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ids in status with the server that they belong to. Another server, or the same one
 * restored from a backup, gives the same ids to other objects.
 */
public final class ServerBindings {
  private final EventRecorder events;
  private final InstantSource clock;

  public ServerBindings(EventRecorder events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * Forgets the ids of a status if they belong to another server, for example because an
   * administrator accepted one since. The objects are then searched by name.
   */
  void check(HasMetadata resource, ServerBound draft, ServerConnection connection) {
    var known = draft.binding;
    if (known != null && isOf(known, connection)) {
      return;
    }
    if (known != null) {
      draft.forgetIds();
      events.warning(
          resource,
          "ServerReplaced",
          "The ids in status belong to another W&B server than the one that WandbServer "
              + connection.name()
              + " is bound to now. The operator searches the objects by name, and"
              + " spec.adoptionPolicy decides.");
    }
    draft.binding = new ServerBinding(connection.fingerprint(), Creations.wholeSeconds(clock));
  }

  /** Returns whether ids belong to the server; true if that was not recorded. */
  public static boolean isOf(@Nullable ServerBinding binding, ServerConnection connection) {
    return binding == null || binding.server().equals(connection.fingerprint());
  }
}
