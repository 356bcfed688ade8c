package com.wandb.iam.team.membership;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.RegistryGoal;
import com.wandb.iam.access.plan.RegistryMove;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.crd.v1alpha1.RegistryRole;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The roles of one membership's users in registries of the organization, computed from values
 * alone. A declared role is a minimum; {@link RegistryGoal} has the rules.
 *
 * @param grants the declared roles
 * @param snapshot the server as it was read last
 * @param role the declared role in the team
 * @param adopts whether roles that this membership did not grant may be lowered
 */
record RegistryRolePlan(
    List<RegistryGrant> grants, Snapshot snapshot, TeamRole role, boolean adopts) {
  private static final int MAX_EFFECTIVE = 64;

  RegistryRolePlan {
    grants = List.copyOf(grants);
  }

  /**
   * The changes of one user.
   *
   * @param goals the desired roles, also in registries that are no longer declared
   * @param moves the changes that reach the goals from the last snapshot
   * @param conflicts registries in which another membership declares the user's role
   * @param contested registries in which another client keeps changing the user's role
   */
  record Change(
      List<RegistryGoal> goals,
      List<RegistryMove> moves,
      Set<String> conflicts,
      Set<String> contested) {
    /** Returns the change without goals in registries in which nothing was granted before. */
    Change ofGranted() {
      var granted = goals.stream().filter(goal -> goal.granted() != null).toList();
      var registries = granted.stream().map(RegistryGoal::registry).collect(Collectors.toSet());
      return new Change(
          granted,
          moves.stream().filter(move -> registries.contains(move.registry())).toList(),
          conflicts,
          contested);
    }

    /** Whether a role is raised. */
    boolean raises() {
      return moves.stream().anyMatch(move -> !move.lowers());
    }

    /** Whether a role is lowered. */
    boolean lowers() {
      return moves.stream().anyMatch(RegistryMove::lowers);
    }
  }

  /**
   * The role that counts for one user.
   *
   * @param text for status: one role, or one for each registry
   * @param warnings messages for registries in which the role is higher than declared
   */
  record Effective(String text, List<String> warnings) {}

  /** Returns the declared roles by registry. */
  Map<String, RegistryAccess> declared() {
    return declared(grants);
  }

  /** Returns declared roles as the permission model knows them, by registry. */
  static Map<String, RegistryAccess> declared(List<RegistryGrant> grants) {
    return grants.stream()
        .collect(Collectors.toMap(RegistryGrant::registry, grant -> access(grant.role())));
  }

  private static RegistryAccess access(RegistryRole role) {
    return switch (role) {
      case RestrictedViewer -> RegistryAccess.RESTRICTED_VIEWER;
      case Viewer -> RegistryAccess.VIEWER;
      case Member -> RegistryAccess.MEMBER;
      case Admin -> RegistryAccess.ADMIN;
    };
  }

  private Map<String, String> current(MemberState state) {
    return snapshot
        .user(String.valueOf(state.id()))
        .map(RemoteUser::registryRoles)
        .orElse(Map.of());
  }

  /** Whether the membership grants or granted the user a role in any registry. */
  boolean concerns(MemberState state) {
    return !grants.isEmpty() || !state.registries().isEmpty();
  }

  /** Returns the goals of one user in all registries that the membership declares or granted. */
  List<RegistryGoal> goals(MemberState state) {
    var declared = declared();
    var granted = GrantedRoles.of(state);
    var registries = new TreeSet<>(declared.keySet());
    registries.addAll(granted.keySet());
    return registries.stream()
        .map(
            registry ->
                new RegistryGoal(registry, declared.get(registry), granted.get(registry), adopts))
        .toList();
  }

  /** Returns the declared registries in which the user's role is to change. */
  Set<String> changing(MemberState state) {
    var declared = declared().keySet();
    return RegistryGoal.moves(goals(state), current(state)).stream()
        .map(RegistryMove::registry)
        .filter(declared::contains)
        .collect(Collectors.toSet());
  }

  /** Returns whether the user has exactly the declared role. */
  boolean isAsDeclared(MemberState state, String registry) {
    return RegistryAccess.named(current(state).get(registry))
        .filter(role -> role == declared().get(registry))
        .isPresent();
  }

  /**
   * Returns the changes of one user.
   *
   * @param taken registries in which another membership declares the user's role
   * @param contested registries in which another client keeps changing it
   */
  Change change(MemberState state, Set<String> taken, Set<String> contested) {
    var conflicts =
        taken.stream()
            .filter(registry -> !isAsDeclared(state, registry))
            .collect(Collectors.toCollection(TreeSet::new));
    var goals =
        goals(state).stream()
            .filter(goal -> !taken.contains(goal.registry()))
            .filter(goal -> !contested.contains(goal.registry()))
            .toList();
    return new Change(
        goals, RegistryGoal.moves(goals, current(state)), conflicts, new TreeSet<>(contested));
  }

  /** Returns descriptions of the planned changes. */
  List<String> planned(List<MemberState> states) {
    return states.stream()
        .filter(state -> state.id() != null && MemberStates.isGranted(state))
        .flatMap(
            state ->
                RegistryGoal.moves(goals(state), current(state)).stream()
                    .map(move -> describe(MemberStates.nameOf(state), move)))
        .toList();
  }

  private static String describe(String person, RegistryMove move) {
    var to = move.to();
    return to == null
        ? "remove " + person + " from the registry " + move.registry()
        : "set "
            + person
            + " to "
            + to.name().toLowerCase(Locale.ROOT)
            + " in the registry "
            + move.registry();
  }

  /** Returns the highest role of one user from organization, registry and team. */
  Effective effective(MemberState state) {
    boolean admin =
        snapshot.user(String.valueOf(state.id())).filter(RemoteUser::organizationAdmin).isPresent();
    var changing = changing(state);
    var words = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    for (var grant : grants) {
      var own = access(grant.role());
      var held = RegistryAccess.named(current(state).get(grant.registry())).orElse(null);
      var highest =
          RegistryAccess.highest(
                  admin ? RegistryAccess.ADMIN : null, held, RegistryAccess.of(base()))
              .orElse(own);
      words.add(
          grants.size() == 1
              ? highest.displayName()
              : grant.registry() + "=" + highest.displayName());
      boolean isLowered = held == highest && changing.contains(grant.registry());
      if (highest.compareTo(own) > 0 && !isLowered) {
        warnings.add(
            MemberStates.nameOf(state)
                + " has the role "
                + highest.displayName()
                + " in the registry "
                + grant.registry()
                + (held == highest
                    ? ", which this TeamMembership did not grant and does not lower."
                    : " because of a role in the organization or team.")
                + " This is more than the declared role "
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
