package com.wandb.iam.team.removal;

import com.wandb.iam.reconcile.ProcessState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The planned changes of teams that are only observed, by resource. Thread-safe. */
public final class PlannedChanges implements ProcessState {
  private record Key(String server, String teamId) {}

  private final Map<Key, Map<String, List<String>>> steps = new ConcurrentHashMap<>();

  /**
   * Records the planned changes of a resource, in place of those recorded before.
   *
   * @return whether they differ from those recorded before
   */
  public boolean note(String server, String teamId, String uid, List<String> would) {
    var ofTeam = steps.computeIfAbsent(new Key(server, teamId), key -> new ConcurrentHashMap<>());
    var before = would.isEmpty() ? ofTeam.remove(uid) : ofTeam.put(uid, List.copyOf(would));
    return !would.equals(before == null ? List.of() : before);
  }

  @Override
  public void forget(HasMetadata resource) {
    var uid = resource.getMetadata().getUid();
    steps.values().forEach(ofTeam -> ofTeam.remove(uid));
  }

  /** Forgets the planned changes of all other resources. */
  public void retain(String server, String teamId, Set<String> uids) {
    var ofTeam = steps.get(new Key(server, teamId));
    if (ofTeam != null) {
      ofTeam.keySet().retainAll(uids);
    }
  }

  /** Returns all planned changes of a team, sorted. */
  public List<String> of(String server, String teamId) {
    return steps.getOrDefault(new Key(server, teamId), Map.of()).values().stream()
        .flatMap(List::stream)
        .sorted()
        .toList();
  }
}
