package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.reconcile.Claimant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Acquires the claims of all stored resources before the first reconciliation. */
public final class StartClaims {
  private StartClaims() {}

  /**
   * Acquires the claims of bound resources first, then by age, so that a restart changes no owner.
   */
  public static void acquire(CachedResources resources, Claims claims) {
    resources
        .list(Team.class, team -> true)
        .sorted(boundFirst(team -> Names.idOf(team).isPresent()))
        .forEach(team -> claims.acquire(ServerClaims.team(team), Claimant.of(team)));
    resources
        .list(CustomRole.class, role -> true)
        .sorted(boundFirst(role -> role.getStatus() != null && role.getStatus().id() != null))
        .forEach(role -> claims.acquire(ServerClaims.role(role), Claimant.of(role)));
    resources
        .list(TeamMembership.class, membership -> membership.getStatus() != null)
        .sorted(Comparator.comparing(m -> m.getMetadata().getCreationTimestamp()))
        .forEach(membership -> acquire(membership, claims));
    resources
        .list(WandbServiceAccount.class, account -> account.getStatus() != null)
        .sorted(Comparator.comparing(a -> a.getMetadata().getCreationTimestamp()))
        .forEach(account -> acquire(account, claims));
  }

  private static <R extends HasMetadata> Comparator<R> boundFirst(Predicate<R> bound) {
    return Comparator.<R, Boolean>comparing(resource -> !bound.test(resource))
        .thenComparing(resource -> resource.getMetadata().getCreationTimestamp())
        .thenComparing(resource -> resource.getMetadata().getUid());
  }

  private static void acquire(TeamMembership membership, Claims claims) {
    var status = membership.getStatus();
    var server = status.serverName();
    var teamId = status.teamId();
    if (server == null || teamId == null) {
      return;
    }
    var claimant = Claimant.of(membership);
    for (var state : RegistryShorthand.expand(status.users(), status.registries())) {
      if (state.id() != null) {
        claims.acquire(ServerClaims.member(server, teamId, state.id()), claimant);
        Stream.concat(
                RegistryShorthand.names(state).stream(),
                membership.getSpec().registryRoles().stream().map(RegistryGrant::registry))
            .forEach(
                registry ->
                    claims.acquire(ServerClaims.registryRole(server, state, registry), claimant));
      }
    }
  }

  private static void acquire(WandbServiceAccount account, Claims claims) {
    var status = account.getStatus();
    var server = status.serverName();
    var teamId = status.teamId();
    if (server == null || status.id() == null) {
      return;
    }
    var name = Names.nameOf(account);
    if (Names.isOfOrganization(account.getSpec())) {
      claims.acquire(ServerClaims.organizationAccount(server, name), Claimant.of(account));
    } else if (teamId != null) {
      claims.acquire(ServerClaims.teamAccount(server, teamId, name), Claimant.of(account));
    }
  }
}
