package com.wandb.iam.access;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What somebody may do in a team, whatever it comes from.
 *
 * @param actions how far each row of the tables goes; rows that are missing go nowhere
 * @param added permissions that custom roles add by name: W&amp;B does not publish which rows of
 *     its tables they stand for
 */
public record Effective(Map<Action, Extent> actions, Set<Permission> added) {
  public static final Effective NOTHING = new Effective(Map.of(), Set.of());

  public Effective {
    actions = Map.copyOf(actions);
    added = Set.copyOf(added);
  }

  /** What a column of the tables holds. */
  public static Effective of(Holder holder) {
    var actions = new EnumMap<Action, Extent>(Action.class);
    for (var action : Action.values()) {
      if (action.extent(holder) != Extent.NONE) {
        actions.put(action, action.extent(holder));
      }
    }
    return new Effective(actions, Set.of());
  }

  /** What a role holds: what it inherits, and what it adds. */
  public static Effective of(RoleDefinition role) {
    return new Effective(of(Holder.of(role.inherits())).actions(), role.added());
  }

  /** Both together: holding one more thing never takes anything away. */
  public Effective and(Effective other) {
    var all = new EnumMap<Action, Extent>(Action.class);
    all.putAll(actions);
    other.actions().forEach((action, extent) -> all.merge(action, extent, Extent::or));
    var permissions = new HashSet<>(added);
    permissions.addAll(other.added());
    return new Effective(all, permissions);
  }

  /** How far the action goes. */
  public Extent extent(Action action) {
    return actions.getOrDefault(action, Extent.NONE);
  }

  /** Whether everything of the other is in this one. */
  public boolean contains(Effective other) {
    return added.containsAll(other.added())
        && other.actions().entrySet().stream()
            .allMatch(entry -> extent(entry.getKey()).compareTo(entry.getValue()) >= 0);
  }
}
