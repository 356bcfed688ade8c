package com.wandb.iam.access;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Effective permissions of an identity in a team, from all of its roles together.
 *
 * <p>An action that is missing from {@code actions} has {@link Extent#NONE}.
 *
 * @param actions the extent of each permitted action
 * @param added permissions that custom roles add by name. They are not in {@code actions}, because
 *     W&amp;B does not publish which {@link Action}s they permit.
 */
public record Effective(Map<Action, Extent> actions, Set<Permission> added) {
  public static final Effective NOTHING = new Effective(Map.of(), Set.of());

  public Effective {
    actions = Map.copyOf(actions);
    added = Set.copyOf(added);
  }

  /** Returns the permissions of a holder: one column of W&amp;B's tables of permissions. */
  public static Effective of(Holder holder) {
    var actions = new EnumMap<Action, Extent>(Action.class);
    for (var action : Action.values()) {
      if (action.extent(holder) != Extent.NONE) {
        actions.put(action, action.extent(holder));
      }
    }
    return new Effective(actions, Set.of());
  }

  /** Returns the permissions of a role: the inherited ones and the added ones. */
  public static Effective of(RoleDefinition role) {
    return new Effective(of(Holder.of(role.inherits())).actions(), role.added());
  }

  /** Returns the union of both. A further role never removes a permission. */
  public Effective and(Effective other) {
    var all = new EnumMap<Action, Extent>(Action.class);
    all.putAll(actions);
    other.actions().forEach((action, extent) -> all.merge(action, extent, Extent::or));
    var permissions = new HashSet<>(added);
    permissions.addAll(other.added());
    return new Effective(all, permissions);
  }

  /** Returns the extent of the action, or {@link Extent#NONE} if it is not permitted. */
  public Extent extent(Action action) {
    return actions.getOrDefault(action, Extent.NONE);
  }

  /** Returns whether this includes all permissions of the other. */
  public boolean contains(Effective other) {
    return added.containsAll(other.added())
        && other.actions().entrySet().stream()
            .allMatch(entry -> extent(entry.getKey()).compareTo(entry.getValue()) >= 0);
  }
}
