package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.server.sync.ServerBindings;
import com.wandb.iam.server.sync.ServerConnection;
import java.time.InstantSource;
import java.util.stream.Stream;

/** Reads the memberships of a team: from the cache, or live before a user is removed. */
public final class DeclarationReader {
  private final CachedResources resources;
  private final LiveResources live;
  private final InstantSource clock;

  /**
   * Identifies a team.
   *
   * @param name the name of the Team in its namespace
   * @param id the id of the team on the server
   */
  public record TeamKey(ServerConnection connection, String namespace, String name, String id) {}

  public DeclarationReader(CachedResources resources, LiveResources live, InstantSource clock) {
    this.resources = resources;
    this.live = live;
    this.clock = clock;
  }

  /** Returns the declarations that the operator last received. */
  public TeamDeclarations cached(TeamKey team) {
    return of(team, cached(team.namespace()));
  }

  /** Returns the declarations as the Kubernetes API server has them now. */
  public TeamDeclarations live(TeamKey team) {
    return of(team, live(team.namespace()));
  }

  private TeamDeclarations of(TeamKey team, Stream<TeamMembership> memberships) {
    return TeamDeclarations.of(
        memberships.map(membership -> withValidIds(membership, team.connection())),
        team.name(),
        team.id(),
        ClockSkew.reliable(team.connection(), clock));
  }

  /**
   * Returns the membership without the users in its status if their ids belong to another server.
   * It is unresolved then, until it is reconciled with this server.
   */
  private static TeamMembership withValidIds(
      TeamMembership membership, ServerConnection connection) {
    var status = membership.getStatus();
    if (status == null
        || TeamDeclarations.isMisread(membership)
        || ServerBindings.isOf(status.binding(), connection)) {
      return membership;
    }
    var copy = new TeamMembership();
    copy.setMetadata(membership.getMetadata());
    copy.setSpec(membership.getSpec());
    return copy;
  }

  /** Returns the cached memberships of a namespace, of all teams. */
  public Stream<TeamMembership> cached(String namespace) {
    return resources
        .all(TeamMembership.class)
        .filter(membership -> namespace.equals(membership.getMetadata().getNamespace()));
  }

  /** Returns the memberships of a namespace as they are now, of all teams. */
  public Stream<TeamMembership> live(String namespace) {
    return live.all(TeamMembership.class, namespace);
  }
}
