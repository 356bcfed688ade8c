package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.kube.PlainText;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.RegistryShorthand;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.StepResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Grants the users of a membership their roles in registries of the organization, and takes back
 * those that are no longer declared. First raises the roles of all users, then lowers, so that the
 * successor of an admin is an admin first.
 */
public final class RegistryRoles {
  private static final int MAX_WARNINGS = 50;
  private static final int NAMED = 5;

  /** The number of registries that status can name. A spec declares at most 50. */
  static final int MAX_REGISTRIES = 200;

  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Claims claims;
  private final Contests contests;
  private final MembershipPermission permission;

  /**
   * The outcome for all users.
   *
   * @param users the entries of status
   * @param warnings roles that are allowed but probably unintended
   * @param conflicts roles that another membership declares
   * @param contested roles that another client keeps changing
   * @param withheld changes that a rule forbids or the removal limit holds
   * @param full whether status has no room for further registries
   * @param refused why the tenants do not allow the roles any more
   * @param failure the first error of the server
   */
  record Outcome(
      List<MemberState> users,
      List<String> warnings,
      List<String> conflicts,
      List<String> contested,
      StepResults withheld,
      boolean full,
      Optional<Violation> refused,
      Optional<WandbException> failure) {}

  public RegistryRoles(Claims claims, Contests contests, MembershipPermission permission) {
    this.claims = claims;
    this.contests = contests;
    this.permission = permission;
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
  RegistryRolePlan plan(MembershipReconciliation pass, BoundTeam team, TeamRole role) {
    var grants = pass.resource().getSpec().registryRoles();
    boolean adopts = !grants.isEmpty() && permission.registryPermission(pass, team, role).adopts();
    return new RegistryRolePlan(grants, team.connection().snapshot(), role, adopts);
  }

  /**
   * Grants and takes back roles of all users who have their role in the team. Roles are saved in
   * status before they are granted, so that they can be taken back after a crash.
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
    boolean full = isFull(plan, states);
    var changes = new HashMap<String, RegistryRolePlan.Change>();
    var conflicts = new ArrayList<String>();
    var contested = new ArrayList<String>();
    for (var state : states) {
      if (plan.concerns(state) && state.id() != null && settled.contains(state.id())) {
        var change = change(pass, team, plan, state, full);
        changes.put(state.id(), change);
        conflicts.addAll(inRegistries(state, change.conflicts()));
        contested.addAll(inRegistries(state, change.contested()));
      }
    }
    announce(pass, states, changes);
    var writer =
        new RegistryRoleWriter(
            team,
            () -> permission.registryPermission(pass, team, role).violation(),
            (state, registry) -> contests.done(matter(pass, state, registry, plan)),
            (state, registry) -> release(pass, team, state, registry));
    var raised =
        states.stream().map(state -> writer.raise(state, changes.get(key(state)))).toList();
    var written =
        raised.stream().map(state -> writer.lower(state, changes.get(key(state)))).toList();
    var warnings = new ArrayList<String>();
    return new Outcome(
        shown(plan(pass, team, role), written, changes.keySet(), warnings),
        warnings.stream().distinct().limit(MAX_WARNINGS).toList(),
        conflicts,
        contested,
        writer.withheld(),
        full,
        writer.refused(),
        writer.failure());
  }

  private static String key(MemberState state) {
    return String.valueOf(state.id());
  }

  /** Whether too many roles in former registries wait to be taken back. */
  private static boolean isFull(RegistryRolePlan plan, List<MemberState> states) {
    var names = new HashSet<>(plan.declared().keySet());
    states.forEach(state -> names.addAll(RegistryShorthand.names(state)));
    return names.size() > MAX_REGISTRIES;
  }

  private static List<MemberState> shown(
      RegistryRolePlan plan, List<MemberState> states, Set<String> userIds, List<String> warnings) {
    var shown = new ArrayList<MemberState>();
    for (var state : states) {
      if (!userIds.contains(key(state))) {
        shown.add(state);
        continue;
      }
      var effective = plan.effective(state);
      warnings.addAll(effective.warnings());
      shown.add(
          MemberStates.inRegistries(
              state, effective.text().isEmpty() ? null : effective.text(), state.registries()));
    }
    return shown;
  }

  private static List<String> inRegistries(MemberState state, Collection<String> registries) {
    return registries.stream()
        .map(registry -> MemberStates.nameOf(state) + " in " + registry)
        .toList();
  }

  /** Claims the roles of one user. The first membership that declares a role keeps it. */
  private RegistryRolePlan.Change change(
      MembershipReconciliation pass,
      BoundTeam team,
      RegistryRolePlan plan,
      MemberState state,
      boolean full) {
    var changing = plan.changing(state);
    var taken = new HashSet<String>();
    var contested = new HashSet<String>();
    for (var registry : plan.declared().keySet()) {
      var claim = ServerClaims.registryRole(team.connection().name(), state, registry);
      boolean free = claims.acquire(claim, Claimant.of(pass.resource())).isEmpty();
      var matter = matter(pass, state, registry, plan);
      if (!free) {
        taken.add(registry);
      } else if (!changing.contains(registry)) {
        contests.agreed(matter);
      } else if (contests.isContested(matter, team.interval())) {
        contested.add(registry);
      }
    }
    var change = plan.change(state, taken, contested);
    return full ? change.ofGranted() : change;
  }

  private static void announce(
      MembershipReconciliation pass,
      List<MemberState> states,
      Map<String, RegistryRolePlan.Change> changes) {
    var announced =
        states.stream()
            .map(
                state -> {
                  var change = changes.get(key(state));
                  return change == null || !change.raises()
                      ? state
                      : RegistryRoleWriter.announced(state, change);
                })
            .toList();
    if (!announced.equals(states)) {
      pass.draft().users = announced;
      pass.save();
    }
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
        "set " + key(state) + " " + plan.declared().get(registry) + " in registry " + registry);
  }

  /** Returns the ending of a reconciliation in which not all roles are as declared. */
  static Optional<Ending> problem(Outcome outcome, Collection<String> declared) {
    if (outcome.failure().isPresent()) {
      return Optional.of(failed(outcome.failure().get(), declared));
    }
    if (outcome.refused().isPresent()) {
      return Optional.of(
          new Ending.Concluded(
              ReconcileResult.rejected(Reason.NotAllowed, outcome.refused().get().message())));
    }
    if (outcome.full()) {
      return Optional.of(
          new Ending.Concluded(
              ReconcileResult.waiting(
                  Reason.Pending,
                  "spec.registryRoles: Too many roles in former registries are not taken back yet."
                      + " No further registry is added until then.",
                  AGAIN)));
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
}
