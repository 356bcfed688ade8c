package com.wandb.iam.team.removal;

import com.wandb.iam.reconcile.ProcessState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What would be done to a team that is only observed: each membership's part. Thread-safe. */
public final class PlannedChanges implements ProcessState {
  private record Key(String server, String teamId) {}

  private final Map<Key, Map<String, List<String>>> steps = new ConcurrentHashMap<>();

  /**
   * Notes what a resource would have done, in place of what it would have before.
   *
   * @return whether it differs
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

  /** Forgets what others than these resources would have done. */
  public void retain(String server, String teamId, Set<String> uids) {
    var ofTeam = steps.get(new Key(server, teamId));
    if (ofTeam != null) {
      ofTeam.keySet().retainAll(uids);
    }
  }

  /** All that would be done, in the order of its words. */
  public List<String> of(String server, String teamId) {
    return steps.getOrDefault(new Key(server, teamId), Map.of()).values().stream()
        .flatMap(List::stream)
        .sorted()
        .toList();
  }
}
