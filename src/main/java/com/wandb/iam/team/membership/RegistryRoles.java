package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.kube.PlainText;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives the users of a membership their roles in registries of the organization, and withdraws
 * those that are no longer declared. A role that the user had before the membership stays after it
 * is deleted, because the membership did not give it.
 */
public final class RegistryRoles {
  private static final int MAX_WARNINGS = 50;
  private static final int NAMED = 5;

  private final Claims claims;
  private final Contests contests;

  /**
   * The outcome for all users.
   *
   * @param users the entries of status
   * @param warnings roles that are allowed but probably unintended
   * @param conflicts roles that another membership declares
   * @param contested roles that another client keeps changing
   * @param failure the first error of the server
   */
  record Outcome(
      List<MemberState> users,
      List<String> warnings,
      List<String> conflicts,
      List<String> contested,
      Optional<WandbException> failure) {}

  private record Written(MemberState state, @Nullable WandbException error) {}

  public RegistryRoles(Claims claims, Contests contests) {
    this.claims = claims;
    this.contests = contests;
  }

  /** Returns the rejection if roles are declared and the registries of the server have none. */
  static Optional<ReconcileResult> unsupported(
      List<RegistryGrant> grants, ServerConnection connection) {
    return grants.isEmpty() || connection.facts().can(Capability.REGISTRY_ROLES)
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.notOffered(
                Reason.NotSupported,
                "spec.registryRoles: This version of the W&B server does not support registry roles."));
  }

  /** Returns the plan for the roles, from the last snapshot of the server. */
  static RegistryRolePlan plan(MembershipReconciliation pass, BoundTeam team, TeamRole role) {
    return new RegistryRolePlan(
        pass.resource().getSpec().registryRoles(), team.connection().snapshot(), role);
  }

  /**
   * Gives and withdraws roles of all users who have their role in the team. Roles are saved in
   * status before they are given, so that they can be withdrawn after a crash.
   *
   * @param settled the accounts of those users
   */
  Outcome apply(
      MembershipReconciliation pass,
      BoundTeam team,
      TeamRole role,
      List<MemberState> states,
      Set<String> settled) {
    var plan = plan(pass, team, role);
    var changes = new HashMap<String, RegistryRolePlan.Change>();
    var conflicts = new ArrayList<String>();
    var contested = new ArrayList<String>();
    for (var state : states) {
      if (plan.concerns(state) && state.id() != null && settled.contains(state.id())) {
        var change = change(pass, team, plan, state);
        changes.put(state.id(), change);
        conflicts.addAll(inRegistries(state, change.conflicts()));
        contested.addAll(inRegistries(state, change.contested()));
      }
    }
    announce(pass, states, changes);
    var users = new ArrayList<MemberState>();
    var warnings = new ArrayList<String>();
    WandbException failure = null;
    for (var state : states) {
      var change = changes.get(String.valueOf(state.id()));
      if (change == null) {
        users.add(state);
        continue;
      }
      var written = write(pass, team, plan, state, change);
      failure = failure == null ? written.error() : failure;
      var effective = plan(pass, team, role).effective(written.state());
      warnings.addAll(effective.warnings());
      users.add(
          MemberStates.inRegistries(
              written.state(),
              effective.text().isEmpty() ? null : effective.text(),
              written.state().registries()));
    }
    return new Outcome(
        users,
        warnings.stream().distinct().limit(MAX_WARNINGS).toList(),
        conflicts,
        contested,
        Optional.ofNullable(failure));
  }

  private static List<String> inRegistries(MemberState state, Collection<String> registries) {
    return registries.stream()
        .map(registry -> MemberStates.nameOf(state) + " in " + registry)
        .toList();
  }

  /** Claims the roles of one user. The first membership that declares a role keeps it. */
  private RegistryRolePlan.Change change(
      MembershipReconciliation pass, BoundTeam team, RegistryRolePlan plan, MemberState state) {
    var missing = plan.missing(state);
    var taken = new HashSet<String>();
    var contested = new HashSet<String>();
    for (var registry : plan.declared().keySet()) {
      var claim = ServerClaims.registryRole(team.connection().name(), state, registry);
      boolean free = claims.acquire(claim, Claimant.of(pass.resource())).isEmpty();
      var matter = matter(pass, state, registry, plan);
      if (!missing.containsKey(registry)) {
        contests.agreed(matter);
      } else if (!free) {
        taken.add(registry);
      } else if (contests.isContested(matter, team.interval())) {
        contested.add(registry);
      }
    }
    return plan.change(state, taken, contested);
  }

  private static void announce(
      MembershipReconciliation pass,
      List<MemberState> states,
      Map<String, RegistryRolePlan.Change> changes) {
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

  private static MemberState with(MemberState state, Set<String> more) {
    var all = new TreeSet<>(state.registries());
    all.addAll(more);
    return MemberStates.inRegistries(state, state.effectiveRegistryRole(), all);
  }

  private Written write(
      MembershipReconciliation pass,
      BoundTeam team,
      RegistryRolePlan plan,
      MemberState state,
      RegistryRolePlan.Change change) {
    var ours = new TreeSet<>(state.registries());
    WandbException failure = null;
    if (!change.isEmpty()) {
      try {
        var given =
            team.connection()
                .teams()
                .changeRegistryRoles(id(state), change.given(), change.withdrawn());
        given.forEach(registry -> contests.done(matter(pass, state, registry, plan)));
        ours.addAll(given);
        ours.removeAll(change.withdrawn());
        change.withdrawn().forEach(registry -> release(pass, team, state, registry));
      } catch (WandbException error) {
        failure = error;
        if (error instanceof WandbException.Unavailable outage && outage.outcomeUnknown()) {
          ours.addAll(change.given().keySet());
        }
      }
    }
    return new Written(
        MemberStates.inRegistries(state, state.effectiveRegistryRole(), ours), failure);
  }

  private void release(
      MembershipReconciliation pass, BoundTeam team, MemberState state, String registry) {
    claims.release(
        ServerClaims.registryRole(team.connection().name(), state, registry),
        Claimant.of(pass.resource()));
  }

  private static Contests.Matter matter(
      MembershipReconciliation pass, MemberState state, String registry, RegistryRolePlan plan) {
    return Contests.Matter.of(
        pass,
        "set " + id(state) + " " + plan.declared().get(registry) + " in registry " + registry);
  }

  /** Returns the ending of a reconciliation in which not all roles are as declared. */
  static Optional<Ending> problem(Outcome outcome, Collection<String> declared) {
    if (outcome.failure().isPresent()) {
      return Optional.of(failed(outcome.failure().get(), declared));
    }
    if (!outcome.contested().isEmpty()) {
      return blocked(
          Reason.Contested,
          "spec.registryRoles: Another client reverted these roles twice: "
              + named(outcome.contested())
              + ". "
              + Contests.remedy());
    }
    return outcome.conflicts().isEmpty()
        ? Optional.empty()
        : blocked(
            Reason.Conflict,
            "spec.registryRoles: Another TeamMembership already declares these roles: "
                + named(outcome.conflicts())
                + ". Declare each role in one TeamMembership only.");
  }

  private static Ending failed(WandbException failure, Collection<String> declared) {
    return failure instanceof WandbException.Invalid
        ? new Ending.Concluded(
            ReconcileResult.blocked(
                Reason.RegistryNotFound,
                "spec.registryRoles: The W&B server rejected a role in "
                    + String.join(", ", new TreeSet<>(declared))
                    + ": "
                    + PlainText.clause(String.valueOf(failure.getMessage()))
                    + "."))
        : new Ending.Failed(failure);
  }

  private static Optional<Ending> blocked(Reason reason, String message) {
    return Optional.of(new Ending.Concluded(ReconcileResult.blocked(reason, message)));
  }

  private static String named(List<String> users) {
    return users.stream().sorted().limit(NAMED).collect(Collectors.joining(", "));
  }

  private static String id(MemberState state) {
    return Objects.requireNonNull(state.id(), "only a user with an account has a role");
  }
}
