package com.wandb.iam.account.scope;

import com.wandb.iam.access.Identity;
import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import java.time.InstantSource;
import java.util.Optional;

/** The service accounts of one team. */
public record TeamScope(ServerConnection connection, RemoteTeam team, InstantSource clock)
    implements AccountScope {

  @Override
  public String describe() {
    return "the team " + team.name();
  }

  @Override
  public Claims.Claim claim(String name) {
    return ServerClaims.teamAccount(connection.name(), team.id(), name);
  }

  @Override
  public AccessRequest request(References references, Reconciliation<?, ?, ?> pass) {
    return references.claim(pass, team.name());
  }

  @Override
  public Identity.ServiceAccount identity(String name) {
    return new Identity.ServiceAccount(name, team.name());
  }

  @Override
  public String teamId() {
    return team.id();
  }

  @Override
  public Optional<RemoteMember> seen(String id, String name) {
    return connection
        .snapshot()
        .roster(team.id())
        .flatMap(roster -> roster.member(id))
        .filter(member -> isAccount(member, name))
        .or(() -> live(id, name));
  }

  @Override
  public Optional<RemoteMember> live(String id, String name) {
    return roster().member(id).filter(member -> isAccount(member, name));
  }

  @Override
  public boolean isTaken(String id, String name) {
    return roster().member(id).filter(member -> !isAccount(member, name)).isPresent();
  }

  private RemoteRoster roster() {
    return LiveRosters.live(connection, team);
  }

  @Override
  public boolean knows(String name) {
    return connection.snapshot().roster(team.id()).stream()
        .flatMap(roster -> roster.members().stream())
        .anyMatch(member -> isAccount(member, name));
  }

  @Override
  public Optional<RemoteMember> byName(String name) {
    return connection.api().serviceAccounts().byName(team.name(), name);
  }

  @Override
  public boolean isAccount(RemoteMember member, String name) {
    return member.type() == AccountType.SERVICE
        && (name.equals(member.username()) || name.equals(member.displayName()));
  }

  @Override
  public String create(String name) {
    return connection.api().serviceAccounts().create(team.name(), name);
  }

  @Override
  public Optional<RemoteMember> noted(String id) {
    var roster = roster();
    LiveRosters.note(connection, clock.instant(), roster);
    return roster.member(id);
  }

  @Override
  public Optional<ApiKey> shownKey(String accountId) {
    return connection.api().apiKeys().readable(team.name(), accountId);
  }

  @Override
  public void delete(String accountId) {
    connection.api().serviceAccounts().delete(team.name(), accountId);
  }
}
