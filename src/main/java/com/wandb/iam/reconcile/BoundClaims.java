package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import java.util.Comparator;
import java.util.stream.Stream;

/** Takes the claims that statuses prove, oldest resource first, before anything is reconciled. */
final class BoundClaims {
  private BoundClaims() {}

  static void take(Resources resources, Claims claims) {
    resources
        .list(TeamMembership.class, membership -> membership.getStatus() != null)
        .sorted(Comparator.comparing(m -> m.getMetadata().getCreationTimestamp()))
        .forEach(membership -> take(membership, claims));
    resources
        .list(WandbServiceAccount.class, account -> account.getStatus() != null)
        .sorted(Comparator.comparing(a -> a.getMetadata().getCreationTimestamp()))
        .forEach(account -> take(account, claims));
  }

  private static void take(TeamMembership membership, Claims claims) {
    var status = membership.getStatus();
    var server = status.serverName();
    var teamId = status.teamId();
    if (server == null || teamId == null) {
      return;
    }
    var claimant = Claimant.of(membership);
    for (var state : status.users()) {
      if (state.id() != null) {
        claims.take(DeclaredPeople.claim(server, teamId, state.id()), claimant);
        Stream.concat(
                state.registries().stream(),
                membership.getSpec().registryRoles().stream().map(RegistryGrant::registry))
            .forEach(
                registry ->
                    claims.take(RegistryDepartures.claim(server, state, registry), claimant));
      }
    }
  }

  private static void take(WandbServiceAccount account, Claims claims) {
    var status = account.getStatus();
    var server = status.serverName();
    var teamId = status.teamId();
    if (server == null || status.id() == null) {
      return;
    }
    var name = Accounts.nameOf(account);
    if (AccountHomes.isOfOrganization(account.getSpec())) {
      claims.take(OrganizationHome.claim(server, name), Claimant.of(account));
    } else if (teamId != null) {
      claims.take(TeamHome.claim(server, teamId, name), Claimant.of(account));
    }
  }
}
