package com.wandb.iam.account.scope;

import com.wandb.iam.access.Identity;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service accounts of the organization.
 *
 * @param team the team with which such an account is created, because the server requires one and
 *     shows the key among its members; null if there is none
 */
record OrganizationScope(
    ServerConnection connection, @Nullable RemoteTeam team, InstantSource clock)
    implements AccountScope {

  @Override
  public String describe() {
    return "the organization";
  }

  @Override
  public Claims.Claim claim(String name) {
    return ServerClaims.organizationAccount(connection.name(), name);
  }

  @Override
  public AccessRequest request(References references, Reconciliation<?, ?, ?> pass) {
    return references.organizationAccount(pass);
  }

  @Override
  public Identity.ServiceAccount identity(String name) {
    return new Identity.ServiceAccount(name, null);
  }

  @Override
  public @Nullable String teamId() {
    return team == null ? null : team.id();
  }

  @Override
  public Optional<RemoteMember> seen(String id, String name) {
    return connection
        .snapshot()
        .user(id)
        .map(OrganizationScope::member)
        .filter(member -> isAccount(member, name))
        .or(() -> live(id, name));
  }

  @Override
  public Optional<RemoteMember> live(String id, String name) {
    return member(id).filter(member -> isAccount(member, name));
  }

  @Override
  public boolean isTaken(String id, String name) {
    return member(id).filter(member -> !isAccount(member, name)).isPresent();
  }

  private Optional<RemoteMember> member(String id) {
    return connection.api().users().byId(id).map(OrganizationScope::member);
  }

  private static boolean isOfOrganization(RemoteUser user) {
    return user.type() == AccountType.ORG_SERVICE;
  }

  private static RemoteMember member(RemoteUser user) {
    return new RemoteMember(
        user.id(),
        null,
        user.username(),
        null,
        user.displayName() == null ? user.username() : user.displayName(),
        TeamRole.BuiltIn.MEMBER,
        user.type() == null ? AccountType.USER : user.type(),
        false);
  }

  @Override
  public boolean knows(String name) {
    return connection.snapshot().usersNamed(name).stream()
        .anyMatch(user -> isOfOrganization(user) && user.username().equals(name));
  }

  @Override
  public Optional<RemoteMember> byName(String name) {
    return connection
        .api()
        .users()
        .byUsername(name)
        .filter(OrganizationScope::isOfOrganization)
        .filter(user -> user.username().equals(name))
        .map(OrganizationScope::member);
  }

  @Override
  public boolean isAccount(RemoteMember member, String name) {
    return member.type() == AccountType.ORG_SERVICE && name.equals(member.username());
  }

  @Override
  public String create(String name) {
    if (team == null) {
      throw new ReconcileAbort(
          ReconcileResult.waiting(
              Reason.Pending,
              "The W&B server requires a team to create a service account of the organization, but"
                  + " has no team yet. Create a Team."));
    }
    return connection.api().serviceAccounts().createForOrganization(team.name(), name);
  }

  @Override
  public Optional<RemoteMember> noted(String id) {
    var user = connection.api().users().byId(id);
    user.ifPresent(
        made -> connection.store().writeThrough(clock.instant(), snapshot -> snapshot.with(made)));
    return user.map(OrganizationScope::member);
  }

  @Override
  public Optional<ApiKey> shownKey(String accountId) {
    return team == null
        ? Optional.empty()
        : connection.api().apiKeys().readable(team.name(), accountId);
  }

  @Override
  public void delete(String accountId) {
    connection.api().users().delete(accountId);
  }
}
