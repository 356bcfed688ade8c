package com.wandb.iam.sandbox.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Team members and roles after each change, in order, including states that lasted only one
 * request. Thread-safe.
 */
public final class TeamHistory {
  /**
   * A team after a change.
   *
   * @param roles by user name; service accounts have none
   * @param deleted whether the team was deleted
   */
  public record Moment(
      Instant at, String teamId, String team, Map<String, String> roles, boolean deleted) {
    public Moment {
      roles = Map.copyOf(roles);
    }

    /** Returns whether a user could grant access. */
    public boolean hasAdmin() {
      return roles.containsValue("admin");
    }
  }

  private final List<Moment> moments = new ArrayList<>();
  private final Map<Long, Long> revisions = new HashMap<>();
  private final Map<Long, Moment> last = new HashMap<>();

  /** Must be called with the world's write lock. */
  synchronized void note(WorldState state) {
    for (TeamState team : state.teams.values()) {
      Long before = revisions.put(team.number, team.revision);
      if (before == null || before != team.revision) {
        add(team.number, moment(state, team));
      }
    }
    if (revisions.size() > state.teams.size()) {
      List<Long> gone = new ArrayList<>(revisions.keySet());
      gone.removeAll(state.teams.keySet());
      gone.forEach(number -> end(number, state.now()));
    }
  }

  private static Moment moment(WorldState state, TeamState team) {
    Map<String, String> roles = new TreeMap<>();
    team.members.forEach(
        (number, role) ->
            state
                .present(number)
                .filter(Account::isPerson)
                .ifPresent(person -> roles.put(person.username, role)));
    return new Moment(state.now(), team.id(), team.name, roles, false);
  }

  private void end(long number, Instant at) {
    revisions.remove(number);
    Moment before = last.remove(number);
    moments.add(new Moment(at, before.teamId(), before.team(), Map.of(), true));
  }

  private void add(long number, Moment moment) {
    last.put(number, moment);
    moments.add(moment);
  }

  /** Returns all changes so far, oldest first. */
  public synchronized List<Moment> moments() {
    return List.copyOf(moments);
  }
}
