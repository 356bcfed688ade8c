package com.wandb.iam.team.membership;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.crd.v1alpha1.RegistryRole;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the people of one membership hold in registries of the organization (rule registry-role). A
 * role that somebody held before stays when the membership goes; one that it gave is taken back.
 */
final class RegistryRoles {
  private final Claims claims;
  private final Contests contests;
  private final MembershipReconciliation pass;
  private final BoundTeam team;
  private final TeamRole role;

  private final Map<String, String> declared;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> conflicts = new ArrayList<>();
  private final List<String> contested = new ArrayList<>();
  private @Nullable WandbException failure;

  RegistryRoles(
      Claims claims,
      Contests contests,
      MembershipReconciliation pass,
      BoundTeam team,
      TeamRole role) {
    this.claims = claims;
    this.contests = contests;
    this.pass = pass;
    this.team = team;
    this.role = role;
    this.declared =
        pass.resource().getSpec().registryRoles().stream()
            .collect(Collectors.toMap(RegistryGrant::registry, grant -> wire(grant.role())));
  }

  /** The roles that a membership asks for in registries, as the permission model knows them. */
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

  /** A server whose registries have no roles. */
  static Optional<ReconcileResult> missing(
      List<RegistryGrant> grants, ServerConnection connection) {
    return grants.isEmpty() || connection.facts().can(Capability.REGISTRY_ROLES)
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.notOffered(
                Reason.NotSupported,
                "spec.registryRoles: registries of this server, in its version, have no roles"));
  }

  /** What would be done for these people, in words. */
  List<String> foreseen(List<MemberState> states) {
    return states.stream()
        .filter(state -> state.id() != null && MemberStates.isGranted(state.state()))
        .flatMap(
            state ->
                missingFor(state).keySet().stream()
                    .sorted()
                    .map(
                        registry ->
                            "set "
                                + MemberStates.nameOf(state)
                                + " to "
                                + declared.get(registry)
                                + " in the registry "
                                + registry))
        .toList();
  }

  private Map<String, String> missingFor(MemberState state) {
    var held = held(state);
    var missing = new HashMap<>(declared);
    missing.entrySet().removeIf(entry -> entry.getValue().equals(held.get(entry.getKey())));
    return missing;
  }

  private Map<String, String> held(MemberState state) {
    return team.connection()
        .snapshot()
        .user(id(state))
        .map(RemoteUser::registryRoles)
        .orElse(Map.of());
  }

  /**
   * Gives and takes back for everybody who is as declared in the team. Status says first what is
   * about to be given, so that it can be taken back whatever happens.
   *
   * @param settled the ids of those
   */
  List<MemberState> settle(List<MemberState> states, Set<String> settled) {
    var changes = new HashMap<String, Change>();
    for (var state : states) {
      boolean concerned = !declared.isEmpty() || !state.registries().isEmpty();
      if (concerned && state.id() != null && settled.contains(state.id())) {
        changes.put(state.id(), change(state));
      }
    }
    announce(states, changes);
    return states.stream()
        .map(
            state -> {
              var change = changes.get(String.valueOf(state.id()));
              return change == null ? state : settle(state, change);
            })
        .toList();
  }

  /**
   * What is to be done for one person.
   *
   * @param given the role by registry
   * @param taken registries that are declared no longer
   */
  private record Change(Map<String, String> given, Set<String> taken) {
    boolean isEmpty() {
      return given.isEmpty() && taken.isEmpty();
    }
  }

  private Change change(MemberState state) {
    var missing = missingFor(state);
    noteAgreed(state, missing.keySet());
    declared.keySet().stream()
        .filter(registry -> !mayGive(state, registry, missing.containsKey(registry)))
        .forEach(missing::remove);
    var surplus = new HashSet<>(state.registries());
    surplus.removeAll(declared.keySet());
    return new Change(missing, surplus);
  }

  private void announce(List<MemberState> states, Map<String, Change> changes) {
    var announced =
        states.stream()
            .map(
                state -> {
                  var change = changes.get(String.valueOf(state.id()));
                  return change == null ? state : with(state, change.given().keySet());
                })
            .toList();
    if (!announced.equals(states)) {
      pass.draft().users = announced;
      pass.save();
    }
  }

  private MemberState settle(MemberState state, Change change) {
    var ours = new TreeSet<>(state.registries());
    if (!change.isEmpty()) {
      try {
        var given =
            team.connection()
                .teams()
                .changeRegistryRoles(id(state), change.given(), change.taken());
        given.forEach(registry -> contests.done(matter(state, registry)));
        ours.addAll(given);
        ours.removeAll(change.taken());
        change.taken().forEach(registry -> release(state, registry));
      } catch (WandbException error) {
        failure = failure == null ? error : failure;
        if (error instanceof WandbException.Unavailable outage && outage.outcomeUnknown()) {
          ours.addAll(change.given().keySet());
        }
      }
    }
    var effective = effective(state);
    return MemberStates.inRegistries(state, effective.isEmpty() ? null : effective, ours);
  }

  private static MemberState with(MemberState state, Set<String> more) {
    var all = new TreeSet<>(state.registries());
    all.addAll(more);
    return MemberStates.inRegistries(state, state.effectiveRegistryRole(), all);
  }

  private void noteAgreed(MemberState state, Set<String> missing) {
    declared.keySet().stream()
        .filter(registry -> !missing.contains(registry))
        .forEach(registry -> contests.agreed(matter(state, registry)));
  }

  private Contests.Matter matter(MemberState state, String registry) {
    return Contests.Matter.of(
        pass, "set " + id(state) + " " + declared.get(registry) + " in registry " + registry);
  }

  /** Who declares somebody's role in a registry first keeps it, as with roles in teams. */
  private boolean mayGive(MemberState state, String registry, boolean missing) {
    var claim = ServerClaims.registryRole(team.connection().name(), state, registry);
    boolean free = claims.acquire(claim, Claimant.of(pass.resource())).isEmpty();
    if (!missing) {
      return false;
    }
    if (!free) {
      conflicts.add(MemberStates.nameOf(state) + " in " + registry);
      return false;
    }
    if (contests.isContested(matter(state, registry), team.interval())) {
      contested.add(MemberStates.nameOf(state) + " in " + registry);
      return false;
    }
    return true;
  }

  private void release(MemberState state, String registry) {
    claims.release(
        ServerClaims.registryRole(team.connection().name(), state, registry),
        Claimant.of(pass.resource()));
  }

  /** The highest of what comes from organization, registry and team; one word for each registry. */
  private String effective(MemberState state) {
    boolean admin =
        team.connection()
            .snapshot()
            .user(id(state))
            .filter(RemoteUser::organizationAdmin)
            .isPresent();
    var fromTeam = RegistryAccess.of(base());
    var words = new ArrayList<String>();
    for (var grant : pass.resource().getSpec().registryRoles()) {
      var own = access(grant.role());
      var held = RegistryAccess.named(held(state).get(grant.registry())).orElse(null);
      var highest =
          RegistryAccess.highest(admin ? RegistryAccess.ADMIN : null, held, fromTeam).orElse(own);
      words.add(
          pass.resource().getSpec().registryRoles().size() == 1
              ? highest.displayName()
              : grant.registry() + "=" + highest.displayName());
      if (highest.compareTo(own) > 0) {
        warnings.add(
            MemberStates.nameOf(state)
                + " is "
                + highest.displayName()
                + " in the registry "
                + grant.registry()
                + " by the role in the organization or the team, which is more than "
                + own.displayName());
      }
    }
    var text = String.join(",", words);
    return text.length() <= 64 ? text : text.substring(0, 63) + "…";
  }

  private TeamRole.BuiltIn base() {
    return switch (role) {
      case TeamRole.BuiltIn builtIn -> builtIn;
      case TeamRole.Custom(var name) ->
          team.connection().snapshot().role(name).filter(one -> one.inheritsViewer()).isPresent()
              ? TeamRole.BuiltIn.VIEWER
              : TeamRole.BuiltIn.MEMBER;
    };
  }

  /** What is allowed, and probably not meant. */
  List<String> warnings() {
    return warnings.stream().distinct().limit(50).toList();
  }

  /**
   * What a person has to know.
   *
   * @throws WandbException where the server failed
   */
  Optional<ReconcileResult> trouble() {
    if (failure instanceof WandbException.Invalid) {
      return Optional.of(
          ReconcileResult.blocked(
              Reason.RegistryNotFound,
              "spec.registryRoles: the server refuses a role in "
                  + String.join(", ", new TreeSet<>(declared.keySet()))
                  + ": "
                  + failure.getMessage()));
    }
    if (failure != null) {
      throw failure;
    }
    if (!contested.isEmpty()) {
      return Optional.of(
          ReconcileResult.blocked(
              Reason.Contested,
              "spec.registryRoles: somebody undid it twice: "
                  + named(contested)
                  + "; find who, then annotate "
                  + ActionAnnotation.RECONCILE.annotation()
                  + " with a new value"));
    }
    return conflicts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.blocked(
                Reason.Conflict,
                "spec.registryRoles: declared already by another membership: " + named(conflicts)));
  }

  private static String named(List<String> people) {
    return people.stream().sorted().limit(5).collect(Collectors.joining(", "));
  }

  private static String id(MemberState state) {
    return Objects.requireNonNull(state.id(), "only who has an account holds a role");
  }
}
