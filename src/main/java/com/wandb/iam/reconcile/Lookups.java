package com.wandb.iam.reconcile;

import com.wandb.iam.access.AccessRequest;
import com.wandb.iam.access.BucketUse;
import com.wandb.iam.access.Tenancy;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.wandb.RemoteTeam;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds what a resource refers to, or ends the pass with a sentence that says what is missing.
 * References never leave the namespace, so a team of another namespace and one that does not exist
 * read alike.
 */
final class Lookups {
  private final ResourceFinder finder;
  private final Servers servers;
  private final Claims claims;
  private final Namespaces namespaces;
  private final Jurisdiction jurisdiction;

  /** A safety net: usually the server or team wakes whoever waits for it. */
  private static final Duration WOKEN_USUALLY = Duration.ofMinutes(5);

  /**
   * A team that can be worked with.
   *
   * @param resource the Team
   * @param connection the way to its server
   * @param remote the team on the server
   */
  record BoundTeam(
      Team resource, WandbServer server, ServerConnection connection, RemoteTeam remote) {

    /** How often the server is looked at. */
    Duration interval() {
      return Durations.parse(server.getSpec().sync().interval());
    }
  }

  Lookups(
      ResourceFinder finder,
      Servers servers,
      Claims claims,
      Namespaces namespaces,
      Jurisdiction jurisdiction) {
    this.finder = finder;
    this.servers = servers;
    this.claims = claims;
    this.namespaces = namespaces;
    this.jurisdiction = jurisdiction;
  }

  /**
   * The resource of a server, which may be not ready; tenants that cannot be read allow nothing.
   */
  WandbServer server(String name) {
    var server =
        finder
            .find(WandbServer.class, null, name)
            .orElseThrow(
                () ->
                    new Stop(
                        Conclusion.unresolved(
                            Reason.ServerNotFound,
                            "spec.serverRef.name: there is no WandbServer "
                                + name
                                + "; create it, or name another")));
    if (!Names.isRead(server)) {
      throw new Stop(notReady(name));
    }
    if (jurisdiction.isOthers(server)) {
      throw new Stop(Jurisdiction.others(server));
    }
    return server;
  }

  /** The way to a server; where there is none now, what is known to be so stays as it is. */
  ServerConnection connection(String server, Pass<?, ?, ?> pass) {
    return servers.connection(server).orElseThrow(() -> new Stop(away(server, pass)));
  }

  private Conclusion away(String server, Pass<?, ?, ?> pass) {
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
    return looked ? Conclusion.untouched() : notReady(server);
  }

  private static Conclusion notReady(String server) {
    return Conclusion.waiting(
        Reason.ServerNotReady,
        "waiting for the WandbServer "
            + server
            + ", whose conditions say what it lacks; this goes on by itself",
        WOKEN_USUALLY);
  }

  /** The Team of that name in the resource's namespace, bound to a team on the server. */
  BoundTeam team(String name, Pass<?, ?, ?> pass) {
    var team =
        finder
            .find(Team.class, pass.namespace(), name)
            .orElseThrow(
                () ->
                    new Stop(
                        Conclusion.unresolved(
                            Reason.TeamNotFound,
                            "spec.teamRef.name: there is no Team "
                                + name
                                + " in this namespace; create it, or name another")));
    if (!Names.isRead(team)) {
      throw new Stop(teamNotReady(name));
    }
    var server = server(Names.serverOf(team));
    var connection = connection(server.getMetadata().getName(), pass);
    var remote =
        Optional.of(team)
            .filter(resource -> resource.getMetadata().getDeletionTimestamp() == null)
            .flatMap(Names::idOf)
            .flatMap(id -> connection.snapshot().team(id))
            .orElseThrow(() -> new Stop(teamNotReady(name)));
    return new BoundTeam(team, server, connection, remote);
  }

  private static Conclusion teamNotReady(String name) {
    return Conclusion.waiting(
        Reason.TeamNotReady,
        "waiting for the Team " + name + ", whose conditions say what it lacks",
        WOKEN_USUALLY);
  }

  Tenancy tenancy(WandbServer server) {
    return Tenants.of(server);
  }

  /** The request of a namespace for a team, to be judged by the server's tenants. */
  AccessRequest claim(Pass<?, ?, ?> pass, String team) {
    return AccessRequest.claim(pass.namespace(), namespaces.labels(pass.namespace()), team);
  }

  /** The request of a namespace for an account of the organization. */
  AccessRequest organizationAccount(Pass<?, ?, ?> pass) {
    return AccessRequest.organizationAccount(pass.namespace(), namespaces.labels(pass.namespace()));
  }

  /** The request of a namespace for a bucket. */
  AccessRequest bucket(Pass<?, ?, ?> pass, BucketUse use) {
    return AccessRequest.bucket(pass.namespace(), namespaces.labels(pass.namespace()), use);
  }

  /** Takes a claim, or ends the pass; another namespace's holder is not named. */
  void take(Claims.Claim claim, Pass<?, ?, ?> pass, String what) {
    claims
        .take(claim, Claimant.of(pass.resource()))
        .ifPresent(
            holder -> {
              boolean here = Objects.equals(pass.namespace(), holder.namespace());
              throw new Stop(
                  Conclusion.rejected(
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
  void lookAgain(Pass<?, ?, ?> pass, String server) {
    Orders.RECONCILE
        .pending(pass.resource(), pass.report().handled())
        .ifPresent(
            token -> {
              servers.poke(server);
              pass.handled(Orders.RECONCILE, token);
            });
  }
}
