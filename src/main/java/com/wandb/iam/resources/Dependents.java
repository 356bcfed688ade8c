package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.LocalReference;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.ServerReference;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.wandb.snapshot.SnapshotDiff;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The resources that depend on a server or team. Enqueues only those that a change affects. */
public final class Dependents {
  private final CachedResources resources;
  private final LiveResources live;

  /**
   * @param live is read before the operator concludes that nothing depends on an object
   */
  public Dependents(CachedResources resources, LiveResources live) {
    this.resources = resources;
    this.live = live;
  }

  /** Enqueues all resources that depend on a server. */
  public void enqueueAll(String server) {
    resources.enqueue(Team.class, team -> onServer(team, server));
    resources.enqueue(TeamMembership.class, membership -> onServer(membership, server));
    resources.enqueue(WandbServiceAccount.class, account -> onServer(account, server));
    resources.enqueue(CustomRole.class, role -> onServer(role, server));
    enqueueConnectors(server);
  }

  /** Enqueues the connectors of a server. */
  public void enqueueConnectors(String server) {
    resources.enqueue(
        StorageConnector.class, connector -> named(connector.getSpec().serverRef(), server));
  }

  /** Enqueues the Teams that name a connector. */
  public void enqueueTeamsOf(StorageConnector connector) {
    resources.enqueue(Team.class, team -> isWith(team, connector));
  }

  /** Enqueues the connector that a Team names. */
  public void enqueueConnectorOf(Team team) {
    var ref = team.getSpec().storageConnectorRef();
    if (ref != null) {
      resources.enqueue(StorageConnector.class, team.getMetadata().getNamespace(), ref.name());
    }
  }

  /** Enqueues the server, so that it reconciles its buckets. */
  public void enqueueServer(String server) {
    resources.enqueue(WandbServer.class, null, server);
  }

  /** Returns the Teams that name a connector, by name. */
  public List<Team> with(StorageConnector connector) {
    return resources
        .list(Team.class, team -> isWith(team, connector))
        .sorted(Comparator.comparing(team -> team.getMetadata().getName()))
        .toList();
  }

  /** Returns whether a Team names a connector. */
  public static boolean isWith(Team team, StorageConnector connector) {
    return refersTo(
        team.getSpec().storageConnectorRef(),
        team,
        connector.getMetadata().getNamespace(),
        connector.getMetadata().getName());
  }

  /** Enqueues the resources that a difference between two snapshots affects. */
  public void enqueue(String server, SnapshotDiff diff) {
    if (diff.everything()) {
      enqueueAll(server);
      return;
    }
    enqueueCounts(server, diff);
    resources.enqueue(
        TeamMembership.class,
        membership ->
            onServer(membership, server)
                && (contains(diff.teamIds(), membership.getStatus().teamId())
                    || diff.roleNames().contains(membership.getSpec().role())
                    || namesAny(membership, diff)));
    resources.enqueue(
        WandbServiceAccount.class,
        account ->
            onServer(account, server)
                && (contains(diff.teamIds(), account.getStatus().teamId())
                    || contains(diff.userIds(), account.getStatus().id())
                    || (account.getSpec().target() != null
                        && contains(diff.teamNames(), account.getSpec().target().entity()))));
  }

  /**
   * Enqueues the resources whose status has counts: the teams that a difference affects, and roles,
   * which count their holders.
   */
  public void enqueueCounts(String server, SnapshotDiff diff) {
    resources.enqueue(
        CustomRole.class,
        role ->
            onServer(role, server)
                && (!diff.teamIds().isEmpty() || diff.roleNames().contains(Names.nameOf(role))));
    resources.enqueue(
        Team.class,
        team ->
            onServer(team, server)
                && (diff.teamNames().contains(Names.nameOf(team))
                    || contains(diff.teamIds(), team.getStatus().id())));
  }

  /** Enqueues the memberships and service accounts of a team. */
  public void enqueueTeam(String namespace, String team) {
    resources.enqueue(
        TeamMembership.class,
        membership -> refersTo(membership.getSpec().teamRef(), membership, namespace, team));
    resources.enqueue(
        WandbServiceAccount.class,
        account -> refersTo(account.getSpec().teamRef(), account, namespace, team));
  }

  /** Enqueues the memberships that grant a role. */
  public void enqueueHolders(CustomRole role) {
    resources.enqueue(TeamMembership.class, membership -> names(membership, role));
  }

  /**
   * Returns the memberships that grant a role, as {@code namespace/name}, in order. Includes those
   * that cannot be read and may grant it.
   */
  public List<String> naming(CustomRole role) {
    var cached = naming(role, resources);
    return cached.isEmpty() ? naming(role, live) : cached;
  }

  private static List<String> naming(CustomRole role, ResourceReader reader) {
    var server = role.getSpec().serverRef().name();
    var teams = teamsOn(server, reader);
    return reader
        .all(TeamMembership.class)
        .filter(
            membership ->
                Names.isRead(membership)
                    ? Names.nameOf(role).equals(membership.getSpec().role())
                        && isOf(membership, server, teams)
                    : mayBeOf(membership, server))
        .filter(membership -> membership.getMetadata().getDeletionTimestamp() == null)
        .map(TeamMembership::getMetadata)
        .map(metadata -> metadata.getNamespace() + "/" + metadata.getName())
        .sorted()
        .toList();
  }

  private static boolean mayBeOf(TeamMembership unread, String server) {
    var status = unread.getStatus();
    return status == null || status.serverName() == null || status.serverName().equals(server);
  }

  private static Set<ResourceID> teamsOn(String server, ResourceReader reader) {
    return reader
        .list(Team.class, team -> onServer(team, server))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static boolean isOf(TeamMembership membership, String server, Set<ResourceID> teams) {
    return server.equals(membership.getStatus().serverName())
        || isOf(membership.getSpec().teamRef(), membership, teams);
  }

  private static boolean isOf(WandbServiceAccount account, String server, Set<ResourceID> teams) {
    var spec = account.getSpec();
    return server.equals(account.getStatus().serverName())
        || (Names.isOfOrganization(spec)
            ? Names.serverOf(spec).equals(server)
            : isOf(spec.teamRef(), account, teams));
  }

  private static boolean isOf(
      @Nullable LocalReference ref, HasMetadata resource, Set<ResourceID> teams) {
    return ref != null
        && teams.contains(new ResourceID(ref.name(), resource.getMetadata().getNamespace()));
  }

  private boolean names(TeamMembership membership, CustomRole role) {
    return Names.nameOf(role).equals(membership.getSpec().role())
        && onServer(membership, role.getSpec().serverRef().name());
  }

  private static boolean onServer(CustomRole role, String server) {
    return named(role.getSpec().serverRef(), server);
  }

  /** Returns the number of resources that depend on a server. */
  public long using(String server) {
    long cached = using(server, resources);
    return cached == 0 ? using(server, live) : cached;
  }

  private static long using(String server, ResourceReader reader) {
    var teams = teamsOn(server, reader);
    return teams.size()
        + Stream.of(
                reader.list(TeamMembership.class, member -> isOf(member, server, teams)),
                reader.list(WandbServiceAccount.class, account -> isOf(account, server, teams)),
                reader.list(CustomRole.class, role -> onServer(role, server)),
                reader.list(
                    StorageConnector.class,
                    connector -> named(connector.getSpec().serverRef(), server)))
            .mapToLong(Stream::count)
            .sum();
  }

  private static boolean onServer(Team team, String server) {
    return named(team.getSpec().serverRef(), server);
  }

  private boolean onServer(TeamMembership membership, String server) {
    return server.equals(membership.getStatus().serverName())
        || teamOnServer(
            membership.getSpec().teamRef(), membership.getMetadata().getNamespace(), server);
  }

  private boolean onServer(WandbServiceAccount account, String server) {
    var spec = account.getSpec();
    return server.equals(account.getStatus().serverName())
        || (Names.isOfOrganization(spec)
            ? Names.serverOf(spec).equals(server)
            : teamOnServer(spec.teamRef(), account.getMetadata().getNamespace(), server));
  }

  private boolean teamOnServer(@Nullable LocalReference ref, String namespace, String server) {
    return ref != null
        && resources
            .get(Team.class, namespace, ref.name())
            .filter(team -> Names.isRead(team) && onServer(team, server))
            .isPresent();
  }

  private static boolean named(@Nullable ServerReference ref, String server) {
    return ref != null && server.equals(ref.name());
  }

  private static boolean contains(Set<String> ids, @Nullable String id) {
    return id != null && ids.contains(id);
  }

  private static boolean namesAny(TeamMembership membership, SnapshotDiff diff) {
    return membership.getStatus().users().stream()
            .map(MemberState::id)
            .anyMatch(id -> contains(diff.userIds(), id))
        || Names.declared(membership.getSpec()).stream()
            .map(Dependents::key)
            .anyMatch(diff.userNames()::contains);
  }

  private static String key(PersonReference person) {
    return Names.nameOf(person).toLowerCase(Locale.ROOT);
  }

  private static boolean refersTo(
      @Nullable LocalReference ref, HasMetadata resource, String namespace, String team) {
    return ref != null
        && team.equals(ref.name())
        && namespace.equals(resource.getMetadata().getNamespace());
  }
}
