package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.PlainText;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.server.sync.ServerSync;
import com.wandb.iam.server.sync.Servers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The syncs of the WandbServers: opened with the declared settings, and closed. Enqueues the
 * dependents of a server when it becomes writable. Thread-safe.
 */
public final class ServerOpener {
  private final Servers servers;
  private final ServerSettings settings;
  private final Dependents dependents;

  /** The state of a writable server that its dependents were enqueued for. */
  private record Opened(long generation, int interruptions) {}

  private final Map<String, Opened> opened = new ConcurrentHashMap<>();

  public ServerOpener(Servers servers, ServerSettings settings, Dependents dependents) {
    this.servers = servers;
    this.settings = settings;
    this.dependents = dependents;
  }

  /**
   * Opens the sync of a server, again if its settings changed, and requests a sync if an annotation
   * does.
   *
   * @param isHeld whether nothing may be written to the server now
   * @throws ReconcileAbort if a setting is missing or invalid
   */
  ServerSync open(ServerReconciliation pass, boolean isHeld) {
    var sync = ensure(pass);
    sync.hold(isHeld);
    ActionAnnotation.RECONCILE
        .pending(pass.resource(), pass.report().handled())
        .ifPresent(
            token -> {
              sync.requestSync();
              pass.handled(ActionAnnotation.RECONCILE, token);
            });
    return sync;
  }

  private ServerSync ensure(ServerReconciliation pass) {
    try {
      return servers.ensure(
          pass.name(),
          settings.of(pass.resource()),
          Durations.parse(pass.resource().getSpec().sync().interval()),
          pass.draft().organization);
    } catch (IllegalArgumentException invalid) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Invalid, PlainText.sentence(String.valueOf(invalid.getMessage()))));
    }
  }

  /** Enqueues the dependents if the server is writable and was not before in this state. */
  void enqueueDependents(ServerReconciliation pass, ServerSync sync) {
    var name = pass.name();
    if (sync.connection().isEmpty()) {
      opened.remove(name);
      return;
    }
    var state = new Opened(pass.resource().getMetadata().getGeneration(), sync.interruptions());
    if (!state.equals(opened.put(name, state))) {
      dependents.enqueueAll(name);
    }
  }

  /**
   * Closes the sync of a server.
   *
   * @return whether its dependents were enqueued since it was opened
   */
  boolean close(String name) {
    servers.remove(name);
    return opened.remove(name) != null;
  }
}
