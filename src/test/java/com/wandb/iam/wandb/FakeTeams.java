package com.wandb.iam.wandb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Teams of a server in memory. */
record FakeTeams(FakeWandb server) implements Teams {
  @Override
  public List<RemoteTeam> list() {
    server.script().called("teams");
    synchronized (server) {
      return server.teams.keySet().stream().map(this::team).toList();
    }
  }

  @Override
  public Optional<RemoteTeam> byName(String name) {
    server.script().called("teamByName " + name);
    synchronized (server) {
      return server.teams.containsKey(name) ? Optional.of(team(name)) : Optional.empty();
    }
  }

  @Override
  public Optional<RemoteTeam> byId(String id) {
    server.script().called("team " + id);
    synchronized (server) {
      return server.nameOf(id).map(this::team);
    }
  }

  private RemoteTeam team(String name) {
    return Remotes.team(server.idOf(name), name, server.created(name));
  }

  @Override
  public RemoteTeam create(String name, Collection<String> memberIds, @Nullable TeamBucket bucket) {
    server.script().called("createTeam " + name);
    synchronized (server) {
      if (server.teams.containsKey(name)) {
        throw new WandbException.Conflict("exists", false);
      }
      server.teams.put(name, new LinkedHashMap<>());
      server.join(server.idOf(name), memberIds);
      return team(name);
    }
  }

  @Override
  public void addMembers(String teamId, Collection<String> userIds) {
    server.script().called("addMembers " + teamId + " " + List.copyOf(userIds));
    synchronized (server) {
      if (!server.users.keySet().containsAll(userIds)) {
        throw new WandbException.Invalid("there is no such user");
      }
      server.join(teamId, userIds);
    }
  }

  @Override
  public void removeMember(String teamId, String userId) {
    server.script().called("removeMember " + teamId + " " + userId);
    synchronized (server) {
      server.roster(teamId).remove(userId);
      server.touch(userId);
    }
  }

  @Override
  public void invite(String teamName, String email) {
    server.script().called("invite " + teamName + " " + email);
    synchronized (server) {
      var teamId = server.idOf(teamName);
      var roster = server.roster(teamId);
      var invitation = Remotes.invitation(email);
      var holder = server.holder(email);
      var key = holder.orElse(invitation.invitationId());
      if (roster.containsKey(key)) {
        throw new WandbException.Conflict("already a member, or invited", false);
      }
      holder.ifPresentOrElse(
          id -> server.join(teamId, List.of(id)), () -> roster.put(key, invitation));
    }
  }

  /**
   * Withdraws an invitation, or removes a member if the id is that of an account, as a real server
   * does.
   */
  @Override
  public void withdrawInvitation(String teamName, String invitationId) {
    server.script().called("withdrawInvitation " + teamName + " " + invitationId);
    synchronized (server) {
      var roster = server.teams.get(teamName);
      if (roster != null && roster.remove(invitationId) != null) {
        server.touch(invitationId);
      }
    }
  }

  @Override
  public void delete(String name) {
    server.script().called("deleteTeam " + name);
    synchronized (server) {
      if (server.teams.remove(name) == null) {
        throw new WandbException.NotFound("no team " + name);
      }
    }
  }

  @Override
  public List<RemoteRoster> rosters(Collection<String> names) {
    server.script().called("rosters " + List.copyOf(names));
    var found = new ArrayList<RemoteRoster>();
    synchronized (server) {
      names.stream()
          .filter(server.teams::containsKey)
          .forEach(
              name ->
                  found.add(
                      new RemoteRoster(
                          server.idOf(name),
                          name,
                          server.isPrivate(name),
                          server.teams.get(name).values().stream()
                              .filter(server::isShown)
                              .toList())));
    }
    return found;
  }
}
