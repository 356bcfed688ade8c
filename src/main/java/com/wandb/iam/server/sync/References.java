package com.wandb.iam.server.sync;

import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.access.tenancy.BucketUse;
import com.wandb.iam.access.tenancy.Tenancy;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.Failures;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.ResourceFinder;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.resources.Tenants;
import com.wandb.iam.wandb.RemoteTeam;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Resolves the references of a resource, or aborts with a message that names the missing object.
 * References never leave the namespace. Therefore, a team of another namespace and a missing team
 * give the same message.
 */
public final class References {
  private final ResourceFinder finder;
  private final Servers servers;
  private final Claims claims;
  private final Namespaces namespaces;
  private final ServerOwnership ownership;
  private final ServerBindings bindings;

  /** A safety net, because an event of the server or team normally enqueues the resource. */
  private static final Duration MISSED_EVENT_RETRY = Duration.ofMinutes(5);

  /**
   * A team that is ready for changes.
   *
   * @param resource the Team
   * @param connection the connection to its server
   * @param remote the team on the server
   */
  public record BoundTeam(
      Team resource, WandbServer server, ServerConnection connection, RemoteTeam remote) {

    /** Returns the sync interval of the server. */
    public Duration interval() {
      return Durations.parse(server.getSpec().sync().interval());
    }
  }

  public References(
      ResourceFinder finder,
      Servers servers,
      Claims claims,
      Namespaces namespaces,
      ServerOwnership ownership,
      ServerBindings bindings) {
    this.finder = finder;
    this.servers = servers;
    this.claims = claims;
    this.namespaces = namespaces;
    this.ownership = ownership;
    this.bindings = bindings;
  }

  /**
   * Returns the resource of a server, ready or not.
   *
   * @throws ReconcileAbort if it does not exist, belongs to another operator, or has fields that
   *     cannot be read, because its tenants are then unknown
   */
  public WandbServer server(String name) {
    var server =
        finder
            .find(WandbServer.class, null, name)
            .orElseThrow(
                () ->
                    new ReconcileAbort(
                        ReconcileResult.unresolved(
                            Reason.ServerNotFound,
                            "spec.serverRef.name: WandbServer "
                                + name
                                + " does not exist. Create it, or name another one.")));
    if (!Names.isRead(server)) {
      throw new ReconcileAbort(notReady(name));
    }
    if (ownership.isOthers(server)) {
      throw new ReconcileAbort(ServerOwnership.ofOther(server));
    }
    return server;
  }

  /**
   * Returns the connection to a server. If there is none now, a resource that was reconciled keeps
   * its conditions. Ids in the draft of the status that belong to another server are forgotten
   * before the connection can be used.
   */
  public ServerConnection connection(String server, Reconciliation<?, ?, ?> pass) {
    var connection =
        servers.connection(server).orElseThrow(() -> new ReconcileAbort(away(server, pass)));
    if (pass.draft() instanceof ServerBound draft) {
      bindings.check(pass.resource(), draft, connection);
    }
    return connection;
  }

  private ReconcileResult away(String server, Reconciliation<?, ?, ?> pass) {
    if (pass.resource().getMetadata().getDeletionTimestamp() != null) {
      return servers
          .failure(server)
          .map(error -> new Failures().conclude(error))
          .orElseGet(() -> notReady(server));
    }
    var report = pass.report();
    boolean reconciled =
        Objects.equals(pass.generation(), report.observedGeneration())
            && Conditions.find(report.conditions(), ConditionType.Ready.name()).isPresent();
    return reconciled ? ReconcileResult.noChange() : notReady(server);
  }

  private static ReconcileResult notReady(String server) {
    return ReconcileResult.waiting(
        Reason.ServerNotReady,
        "WandbServer "
            + server
            + " is not ready; see its conditions. Reconciliation resumes when it is ready.",
        MISSED_EVENT_RETRY);
  }

  /** Returns the Team with this name in the resource's namespace, bound to a team on the server. */
  public BoundTeam team(String name, Reconciliation<?, ?, ?> pass) {
    var team =
        finder
            .find(Team.class, pass.namespace(), name)
            .orElseThrow(
                () ->
                    new ReconcileAbort(
                        ReconcileResult.unresolved(
                            Reason.TeamNotFound,
                            "spec.teamRef.name: Team "
                                + name
                                + " does not exist in this namespace. Create it, or name another one.")));
    if (!Names.isRead(team)) {
      throw new ReconcileAbort(teamNotReady(name));
    }
    var server = server(Names.serverOf(team));
    var connection = connection(server.getMetadata().getName(), pass);
    var remote =
        Optional.of(team)
            .filter(resource -> resource.getMetadata().getDeletionTimestamp() == null)
            .filter(resource -> isBoundTo(resource, connection))
            .flatMap(Names::idOf)
            .flatMap(id -> connection.snapshot().team(id))
            .filter(found -> found.name().equals(Names.nameOf(team)))
            .orElseThrow(() -> new ReconcileAbort(teamNotReady(name)));
    return new BoundTeam(team, server, connection, remote);
  }

  private static boolean isBoundTo(Team team, ServerConnection connection) {
    var status = team.getStatus();
    return status != null && ServerBindings.isOf(status.binding(), connection);
  }

  private static ReconcileResult teamNotReady(String name) {
    return ReconcileResult.waiting(
        Reason.TeamNotReady,
        "Team "
            + name
            + " is not ready; see its conditions. Reconciliation resumes when it is"
            + " ready.",
        MISSED_EVENT_RETRY);
  }

  public Tenancy tenancy(WandbServer server) {
    return Tenants.of(server);
  }

  /** Returns the request of a namespace for a team, which the server's tenants allow or not. */
  public AccessRequest claim(Reconciliation<?, ?, ?> pass, String team) {
    return AccessRequest.claim(pass.namespace(), namespaces.labels(pass.namespace()), team);
  }

  /** Returns the request of a namespace for a service account of the organization. */
  public AccessRequest organizationAccount(Reconciliation<?, ?, ?> pass) {
    return AccessRequest.organizationAccount(pass.namespace(), namespaces.labels(pass.namespace()));
  }

  /** Returns the request of a namespace for a bucket. */
  public AccessRequest bucket(Reconciliation<?, ?, ?> pass, BucketUse use) {
    return AccessRequest.bucket(pass.namespace(), namespaces.labels(pass.namespace()), use);
  }

  /**
   * Acquires a claim, or aborts. The message never names an owner in another namespace.
   *
   * @param what the object, as the beginning of a sentence
   */
  public void acquire(Claims.Claim claim, Reconciliation<?, ?, ?> pass, String what) {
    claims
        .acquire(claim, Claimant.of(pass.resource()))
        .ifPresent(
            holder -> {
              boolean here = Objects.equals(pass.namespace(), holder.namespace());
              throw new ReconcileAbort(
                  ReconcileResult.rejected(
                      Reason.Conflict,
                      what
                          + " is already declared"
                          + (here
                              ? " by " + HasMetadata.getKind(holder.kind()) + " " + holder.name()
                              : " in another namespace")
                          + ". Remove one of the two declarations."));
            });
  }

  /** Syncs the server immediately if the resource has a new value of the reconcile annotation. */
  public void requestSyncIfAnnotated(Reconciliation<?, ?, ?> pass, String server) {
    ActionAnnotation.RECONCILE
        .pending(pass.resource(), pass.report().handled())
        .ifPresent(
            token -> {
              servers.requestSync(server);
              pass.handled(ActionAnnotation.RECONCILE, token);
            });
  }
}
