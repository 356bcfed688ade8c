package com.wandb.iam.team.membership;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.crd.v1alpha1.RegistryRole;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roles of one membership's users in registries of the organization, computed from values
 * alone. The highest of organization, registry and team counts (rule registry-role).
 *
 * @param grants the declared roles
 * @param snapshot the server as it was read last
 * @param role the declared role in the team
 */
record RegistryRolePlan(List<RegistryGrant> grants, Snapshot snapshot, TeamRole role) {
  private static final int MAX_EFFECTIVE = 64;

  RegistryRolePlan {
    grants = List.copyOf(grants);
  }

  /**
   * The changes of one user.
   *
   * @param given the role to give, by registry
   * @param withdrawn registries that are no longer declared
   * @param conflicts registries in which another membership declares the user's role
   * @param contested registries in which another client keeps changing the user's role
   */
  record Change(
      Map<String, String> given,
      Set<String> withdrawn,
      Set<String> conflicts,
      Set<String> contested) {
    boolean isEmpty() {
      return given.isEmpty() && withdrawn.isEmpty();
    }
  }

  /**
   * The role that counts for one user.
   *
   * @param text for status: one role, or one for each registry
   * @param warnings messages for registries in which the role is higher than declared
   */
  record Effective(String text, List<String> warnings) {}

  /** Returns the declared roles as the server spells them, by registry. */
  Map<String, String> declared() {
    return grants.stream()
        .collect(Collectors.toMap(RegistryGrant::registry, grant -> wire(grant.role())));
  }

  /** Returns the declared roles as the permission model knows them. */
  static Set<RegistryAccess> asked(List<RegistryGrant> grants) {
    return grants.stream().map(grant -> access(grant.role())).collect(Collectors.toSet());
  }

  private static RegistryAccess access(RegistryRole role) {
    return switch (role) {
      case RestrictedViewer -> RegistryAccess.RESTRICTED_VIEWER;
      case Viewer -> RegistryAccess.VIEWER;
      case Member -> RegistryAccess.MEMBER;
      case Admin -> RegistryAccess.ADMIN;
    };
  }

  private static String wire(RegistryRole role) {
    return access(role).name().toLowerCase(Locale.ROOT);
  }

  /** Returns the declared roles that the user does not have, by registry. */
  Map<String, String> missing(MemberState state) {
    var held = held(state);
    var missing = new HashMap<>(declared());
    missing.entrySet().removeIf(entry -> entry.getValue().equals(held.get(entry.getKey())));
    return missing;
  }

  private Map<String, String> held(MemberState state) {
    return snapshot
        .user(String.valueOf(state.id()))
        .map(RemoteUser::registryRoles)
        .orElse(Map.of());
  }

  /** Whether the membership gives or gave the user a role in any registry. */
  boolean concerns(MemberState state) {
    return !grants.isEmpty() || !state.registries().isEmpty();
  }

  /**
   * Returns the changes of one user.
   *
   * @param taken registries in which another membership declares the user's role
   * @param contested registries in which another client keeps changing it
   */
  Change change(MemberState state, Set<String> taken, Set<String> contested) {
    var missing = missing(state);
    var conflicts = new HashSet<>(missing.keySet());
    conflicts.retainAll(taken);
    missing.keySet().removeAll(taken);
    var reverted = new HashSet<>(missing.keySet());
    reverted.retainAll(contested);
    missing.keySet().removeAll(contested);
    var surplus = new HashSet<>(state.registries());
    surplus.removeAll(declared().keySet());
    return new Change(missing, surplus, conflicts, reverted);
  }

  /** Returns descriptions of the planned changes. */
  List<String> planned(List<MemberState> states) {
    return states.stream()
        .filter(state -> state.id() != null && MemberStates.isGranted(state))
        .flatMap(
            state ->
                missing(state).entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(
                        entry ->
                            "set "
                                + MemberStates.nameOf(state)
                                + " to "
                                + entry.getValue()
                                + " in the registry "
                                + entry.getKey()))
        .toList();
  }

  /** Returns the highest role of one user from organization, registry and team. */
  Effective effective(MemberState state) {
    boolean admin =
        snapshot.user(String.valueOf(state.id())).filter(RemoteUser::organizationAdmin).isPresent();
    var words = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    for (var grant : grants) {
      var own = access(grant.role());
      var held = RegistryAccess.named(held(state).get(grant.registry())).orElse(null);
      var highest =
          RegistryAccess.highest(
                  admin ? RegistryAccess.ADMIN : null, held, RegistryAccess.of(base()))
              .orElse(own);
      words.add(
          grants.size() == 1
              ? highest.displayName()
              : grant.registry() + "=" + highest.displayName());
      if (highest.compareTo(own) > 0) {
        warnings.add(
            MemberStates.nameOf(state)
                + " has the role "
                + highest.displayName()
                + " in the registry "
                + grant.registry()
                + " because of a role in the organization or team. This is more than the declared"
                + " role "
                + own.displayName()
                + ".");
      }
    }
    return new Effective(shortened(String.join(",", words)), List.copyOf(warnings));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_EFFECTIVE ? text : text.substring(0, MAX_EFFECTIVE - 1) + "…";
  }

  private TeamRole.BuiltIn base() {
    return switch (role) {
      case TeamRole.BuiltIn builtIn -> builtIn;
      case TeamRole.Custom(var name) ->
          snapshot.role(name).filter(one -> one.inheritsViewer()).isPresent()
              ? TeamRole.BuiltIn.VIEWER
              : TeamRole.BuiltIn.MEMBER;
    };
  }
}
