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
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds what a resource refers to, or ends the pass with a sentence that says what is missing.
 * References never leave the namespace, so a team of another namespace and one that does not exist
 * read alike.
 */
public final class References {
  private final ResourceFinder finder;
  private final Servers servers;
  private final Claims claims;
  private final Namespaces namespaces;
  private final ServerOwnership ownership;

  /** A safety net: usually the server or team wakes whoever waits for it. */
  private static final Duration WOKEN_USUALLY = Duration.ofMinutes(5);

  /**
   * A team that can be worked with.
   *
   * @param resource the Team
   * @param connection the way to its server
   * @param remote the team on the server
   */
  public record BoundTeam(
      Team resource, WandbServer server, ServerConnection connection, RemoteTeam remote) {

    /** How often the server is looked at. */
    public Duration interval() {
      return Durations.parse(server.getSpec().sync().interval());
    }
  }

  public References(
      ResourceFinder finder,
      Servers servers,
      Claims claims,
      Namespaces namespaces,
      ServerOwnership ownership) {
    this.finder = finder;
    this.servers = servers;
    this.claims = claims;
    this.namespaces = namespaces;
    this.ownership = ownership;
  }

  /**
   * The resource of a server, which may be not ready; tenants that cannot be read allow nothing.
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
                            "spec.serverRef.name: there is no WandbServer "
                                + name
                                + "; create it, or name another")));
    if (!Names.isRead(server)) {
      throw new ReconcileAbort(notReady(name));
    }
    if (ownership.isOthers(server)) {
      throw new ReconcileAbort(ServerOwnership.others(server));
    }
    return server;
  }

  /** The way to a server; where there is none now, what is known to be so stays as it is. */
  public ServerConnection connection(String server, Reconciliation<?, ?, ?> pass) {
    return servers.connection(server).orElseThrow(() -> new ReconcileAbort(away(server, pass)));
  }

  private ReconcileResult away(String server, Reconciliation<?, ?, ?> pass) {
    if (pass.resource().getMetadata().getDeletionTimestamp() != null) {
      return servers
          .failure(server)
          .map(error -> new Failures().conclude(error))
          .orElseGet(() -> notReady(server));
    }
    var report = pass.report();
    boolean looked =
        Objects.equals(pass.generation(), report.observedGeneration())
            && Conditions.find(report.conditions(), ConditionType.Ready.name()).isPresent();
    return looked ? ReconcileResult.noChange() : notReady(server);
  }

  private static ReconcileResult notReady(String server) {
    return ReconcileResult.waiting(
        Reason.ServerNotReady,
        "waiting for the WandbServer "
            + server
            + ", whose conditions say what it lacks; this goes on by itself",
        WOKEN_USUALLY);
  }

  /** The Team of that name in the resource's namespace, bound to a team on the server. */
  public BoundTeam team(String name, Reconciliation<?, ?, ?> pass) {
    var team =
        finder
            .find(Team.class, pass.namespace(), name)
            .orElseThrow(
                () ->
                    new ReconcileAbort(
                        ReconcileResult.unresolved(
                            Reason.TeamNotFound,
                            "spec.teamRef.name: there is no Team "
                                + name
                                + " in this namespace; create it, or name another")));
    if (!Names.isRead(team)) {
      throw new ReconcileAbort(teamNotReady(name));
    }
    var server = server(Names.serverOf(team));
    var connection = connection(server.getMetadata().getName(), pass);
    var remote =
        Optional.of(team)
            .filter(resource -> resource.getMetadata().getDeletionTimestamp() == null)
            .flatMap(Names::idOf)
            .flatMap(id -> connection.snapshot().team(id))
            .orElseThrow(() -> new ReconcileAbort(teamNotReady(name)));
    return new BoundTeam(team, server, connection, remote);
  }

  private static ReconcileResult teamNotReady(String name) {
    return ReconcileResult.waiting(
        Reason.TeamNotReady,
        "waiting for the Team " + name + ", whose conditions say what it lacks",
        WOKEN_USUALLY);
  }

  public Tenancy tenancy(WandbServer server) {
    return Tenants.of(server);
  }

  /** The request of a namespace for a team, to be judged by the server's tenants. */
  public AccessRequest claim(Reconciliation<?, ?, ?> pass, String team) {
    return AccessRequest.claim(pass.namespace(), namespaces.labels(pass.namespace()), team);
  }

  /** The request of a namespace for an account of the organization. */
  public AccessRequest organizationAccount(Reconciliation<?, ?, ?> pass) {
    return AccessRequest.organizationAccount(pass.namespace(), namespaces.labels(pass.namespace()));
  }

  /** The request of a namespace for a bucket. */
  public AccessRequest bucket(Reconciliation<?, ?, ?> pass, BucketUse use) {
    return AccessRequest.bucket(pass.namespace(), namespaces.labels(pass.namespace()), use);
  }

  /** Takes a claim, or ends the pass; another namespace's holder is not named. */
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
                          + " is declared already"
                          + (here
                              ? " by " + holder.kind().getSimpleName() + " " + holder.name()
                              : " in another namespace")
                          + "; remove one of the two declarations"));
            });
  }

  /** Syncs the server at once if the annotation of the resource asks for it. */
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
