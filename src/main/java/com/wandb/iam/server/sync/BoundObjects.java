package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServerBinding;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.resources.CachedResources;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from the cache which objects of a server the statuses of all resources are bound to. */
final class BoundObjects {
  private final CachedResources resources;

  BoundObjects(CachedResources resources) {
    this.resources = resources;
  }

  /**
   * Returns the objects that are bound to a server, each once.
   *
   * @param fingerprint that of the accepted server; null if there is none
   */
  List<BoundObject> of(String server, @Nullable String fingerprint) {
    return Stream.of(
            teams(server, fingerprint),
            roles(server, fingerprint),
            accounts(server, fingerprint),
            users(server, fingerprint))
        .flatMap(found -> found)
        .collect(Collectors.toMap(found -> found.kind() + found.id(), found -> found, (a, b) -> a))
        .values()
        .stream()
        .toList();
  }

  private Stream<BoundObject> teams(String server, @Nullable String fingerprint) {
    return resources
        .all(Team.class)
        .map(Team::getStatus)
        .filter(status -> status != null && server.equals(status.serverName()))
        .filter(status -> isOf(status.binding(), fingerprint))
        .flatMap(
            status ->
                named(BoundObject.Kind.TEAM, status.id(), status.name(), at(status.binding())));
  }

  private Stream<BoundObject> roles(String server, @Nullable String fingerprint) {
    return resources
        .all(CustomRole.class)
        .map(CustomRole::getStatus)
        .filter(status -> status != null && server.equals(status.serverName()))
        .filter(status -> isOf(status.binding(), fingerprint))
        .flatMap(
            status ->
                named(BoundObject.Kind.ROLE, status.id(), status.name(), at(status.binding())));
  }

  private Stream<BoundObject> accounts(String server, @Nullable String fingerprint) {
    return resources
        .all(WandbServiceAccount.class)
        .map(WandbServiceAccount::getStatus)
        .filter(status -> status != null && server.equals(status.serverName()))
        .filter(status -> isOf(status.binding(), fingerprint))
        .flatMap(
            status ->
                named(
                    BoundObject.Kind.SERVICE_ACCOUNT,
                    status.id(),
                    status.name(),
                    at(status.binding())));
  }

  private Stream<BoundObject> users(String server, @Nullable String fingerprint) {
    return resources
        .all(TeamMembership.class)
        .map(TeamMembership::getStatus)
        .filter(status -> status != null && server.equals(status.serverName()))
        .filter(status -> isOf(status.binding(), fingerprint))
        .flatMap(status -> status.users().stream())
        .filter(entry -> entry.id() != null)
        // Known already: only what changes together with others tells another server.
        .filter(entry -> !Reason.IdentityChanged.name().equals(entry.state()))
        .map(BoundObjects::user);
  }

  private static BoundObject user(MemberState entry) {
    var names =
        Stream.of(entry.email(), entry.username())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return new BoundObject(
        BoundObject.Kind.USER, Objects.requireNonNull(entry.id()), names, null, entry.created());
  }

  private static Stream<BoundObject> named(
      BoundObject.Kind kind, @Nullable String id, @Nullable String name, @Nullable Instant at) {
    return id == null || name == null
        ? Stream.empty()
        : Stream.of(new BoundObject(kind, id, Set.of(name), at, null));
  }

  private static boolean isOf(@Nullable ServerBinding binding, @Nullable String fingerprint) {
    return binding == null || binding.server().equals(fingerprint);
  }

  private static @Nullable Instant at(@Nullable ServerBinding binding) {
    return binding == null ? null : binding.at();
  }
}
