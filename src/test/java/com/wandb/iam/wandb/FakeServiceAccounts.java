package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.util.Optional;

/** Service accounts of a server in memory. Each has its own id and one initial API key. */
record FakeServiceAccounts(FakeWandb server) implements ServiceAccounts {
  @Override
  public String create(String teamName, String name) {
    server.script().called("createAccount " + teamName + "/" + name);
    return create(teamName, name, AccountType.SERVICE);
  }

  @Override
  public String createForOrganization(String teamName, String name) {
    server.script().called("createOrganizationAccount " + name);
    return create(teamName, name, AccountType.ORG_SERVICE);
  }

  private String create(String teamName, String name, AccountType type) {
    synchronized (server) {
      if (server.users.values().stream().anyMatch(user -> name.equals(user.username()))) {
        throw new WandbException.Conflict("exists", false);
      }
      var id = server.nextAccount(name);
      server.users.put(id, Remotes.account(id, name, type));
      server
          .roster(server.idOf(teamName))
          .put(
              id,
              new RemoteMember(id, null, name, null, name, TeamRole.BuiltIn.MEMBER, type, false));
      server.keys().first(id);
      return id;
    }
  }

  @Override
  public Optional<RemoteMember> byName(String teamName, String name) {
    server.script().called("account " + teamName + "/" + name);
    synchronized (server) {
      return server.roster(server.idOf(teamName)).values().stream()
          .filter(member -> member.type() == AccountType.SERVICE)
          .filter(member -> name.equals(member.username()))
          .findFirst();
    }
  }

  @Override
  public void delete(String teamName, String id) {
    server.script().called("deleteAccount " + id);
    synchronized (server) {
      server.forgetUser(id);
    }
  }
}
