package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accounts of a server in memory. The id of an account is its username. */
record FakeUsers(FakeWandb server) implements Users {
  @Override
  public List<RemoteUser> list() {
    server.script().called("users");
    synchronized (server) {
      return server.users.keySet().stream().map(server::read).toList();
    }
  }

  @Override
  public Optional<RemoteUser> byId(String id) {
    server.script().called("user " + id);
    synchronized (server) {
      return server.users.containsKey(id) ? Optional.of(server.read(id)) : Optional.empty();
    }
  }

  @Override
  public RemoteUser replaceTeamRoles(RemoteUser asRead, Map<String, TeamRole> wanted) {
    var id = asRead.id();
    server.script().called("replaceTeamRoles " + id);
    synchronized (server) {
      server.guard(asRead);
      server.teams.forEach(
          (team, roster) -> {
            if (wanted.containsKey(team)) {
              roster.put(id, Remotes.member(id, wanted.get(team)));
            } else {
              roster.remove(id);
            }
          });
      server.touch(id);
      return server.read(id);
    }
  }

  @Override
  public RemoteUser changeRegistryRoles(
      RemoteUser asRead, Map<String, String> roles, Set<String> removed) {
    var id = asRead.id();
    server.script().called("changeRegistryRoles " + id);
    synchronized (server) {
      server.guard(asRead);
      if (!server.registries.containsAll(roles.keySet())
          || !server.registries.containsAll(removed)) {
        throw new WandbException.Invalid("there is no such registry");
      }
      var held = new HashMap<>(server.read(id).registryRoles());
      held.putAll(roles);
      held.keySet().removeAll(removed);
      server.users.put(id, Remotes.withRegistryRoles(server.users.get(id), held));
      server.touch(id);
      return server.read(id);
    }
  }

  @Override
  public RemoteUser create(String username, String email) {
    server.script().called("createUser " + username + " " + email);
    synchronized (server) {
      if (server.users.containsKey(username) || server.holder(email).isPresent()) {
        throw new WandbException.Conflict("exists", false);
      }
      server.users.put(username, Remotes.named(username, username, email));
      server.accept(username, email);
      return server.read(username);
    }
  }

  @Override
  public Optional<RemoteUser> byUsername(String username) {
    server.script().called("userByName " + username);
    synchronized (server) {
      return server.users.values().stream()
          .filter(user -> username.equalsIgnoreCase(user.username()))
          .map(user -> server.read(user.id()))
          .findFirst();
    }
  }

  @Override
  public List<RemoteUser> byEmail(String email) {
    server.script().called("userByEmail " + email);
    synchronized (server) {
      return server.users.values().stream()
          .filter(user -> user.emails().stream().anyMatch(email::equalsIgnoreCase))
          .map(user -> server.read(user.id()))
          .toList();
    }
  }

  @Override
  public void delete(String id) {
    server.script().called("deleteUser " + id);
    synchronized (server) {
      server.forgetUser(id);
    }
  }
}
