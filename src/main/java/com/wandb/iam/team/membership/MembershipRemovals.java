package com.wandb.iam.team.membership;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.team.removal.StepApplier;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes users from a team after their membership stopped declaring them. */
public final class MembershipRemovals {
  private final CachedResources resources;
  private final DeclarationReader declarations;
  private final Claims claims;
  private final Holds holds;
  private final StepApplier applier;
  private final RegistryRoleCleanup registryRoles;

  public MembershipRemovals(
      CachedResources resources,
      DeclarationReader declarations,
      Claims claims,
      Holds holds,
      StepApplier applier,
      RegistryRoleCleanup registryRoles) {
    this.resources = resources;
    this.declarations = declarations;
    this.claims = claims;
    this.holds = holds;
    this.applier = applier;
    this.registryRoles = registryRoles;
  }

  /**
   * Removes what the membership gave to users: the team membership, roles in registries and open
   * invitations. Users whom another TeamMembership declares stay.
   *
   * @param leaving the users as status has them
   * @return one result for each user who was in the team, and the failures of the others
   */
  StepResults remove(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving,
      Step.Cause cause) {
    if (leaving.isEmpty()) {
      return StepResults.NONE;
    }
    var held = certainlyHeld(pass, connection, team, leaving, cause);
    if (held.isPresent()) {
      return held.get();
    }
    var others = declarations.live(key(pass, connection, team)).without(pass.resource());
    if (cause == Step.Cause.NOT_DECLARED && others.anyMisread()) {
      return new StepResults(
          leaving.stream().<StepResult>map(MembershipRemovals::unresolved).toList());
    }
    var invitations = SentInvitations.read(connection, team, others, leaving);
    var userIds = new HashSet<>(MemberStates.ids(leaving));
    var accepted = invitations.accepted();
    userIds.addAll(accepted.values());
    pass.draft().users = bound(pass.draft().users, accepted);
    var results = removeMembers(pass, connection, team, others, leaving, userIds, cause);
    invitations.withdraw();
    var staying = results.unapplied();
    var removed =
        leaving.stream()
            .filter(state -> state.id() == null || !staying.contains(state.id()))
            .toList();
    var counted = results.applied().stream().map(Step::userId).collect(Collectors.toSet());
    return results.and(
        registryRoles.withdraw(
            pass,
            connection,
            team,
            removed,
            userId -> cause == Step.Cause.EXPIRED || counted.contains(userId)));
  }

  /** Removes what is left if the team was deleted: roles in registries of the organization. */
  StepResults removeWithoutTeam(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving) {
    return registryRoles.withdraw(pass, connection, team, leaving, userId -> false);
  }

  /** Leaves users in the team, so that other memberships can declare them. */
  void orphan(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving) {
    MemberStates.ids(leaving).forEach(userId -> release(pass, connection, team, userId));
    registryRoles.release(pass, connection, leaving);
  }

  /** Binds users who accepted an invitation, because their removal may have to wait. */
  private static List<MemberState> bound(List<MemberState> users, Map<String, String> accepted) {
    return users.stream()
        .map(
            state -> {
              var id = accepted.get(String.valueOf(state.email()).toLowerCase(Locale.ROOT));
              return id == null || state.id() != null ? state : MemberStates.bound(state, id);
            })
        .toList();
  }

  private static StepResult unresolved(MemberState state) {
    var step = MemberStates.step(state);
    return new StepResult.Withheld(
        step,
        new Violation(
            Rule.UNRESOLVED_MEMBERS,
            "spec",
            "The change \""
                + step.describe()
                + "\" waits, because a TeamMembership of the team cannot be parsed",
            "Correct the TeamMembership that is not ready."));
  }

  /**
   * Returns the results if the removal limit certainly holds all users. Decides only clear cases:
   * all users are members, none of them is the last admin, and no other membership declares them.
   */
  private Optional<StepResults> certainlyHeld(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving,
      Step.Cause cause) {
    var snapshot = connection.snapshot();
    var roster = snapshot.roster(team.id());
    boolean clear =
        cause == Step.Cause.NOT_DECLARED
            && roster.isPresent()
            && leaving.stream().noneMatch(MemberStates::isOurInvitation);
    if (!clear) {
      return Optional.empty();
    }
    var observed = snapshot.observed(roster.get());
    var steps = Plan.toRemove(MemberStates.ids(leaving), observed, cause).steps();
    var others = declarations.cached(key(pass, connection, team)).without(pass.resource());
    boolean removable =
        steps.size() == leaving.size()
            && steps.stream().allMatch(observed::keepsAnAdmin)
            && steps.stream()
                .allMatch(
                    step ->
                        others.declaring(step.userId(), snapshot.user(step.userId())).isEmpty());
    return removable ? holds.allCertain(connection.name(), team.id(), steps) : Optional.empty();
  }

  private static DeclarationReader.TeamKey key(
      MembershipReconciliation pass, ServerConnection connection, RemoteTeam team) {
    return new DeclarationReader.TeamKey(
        connection, pass.namespace(), pass.resource().getSpec().teamRef().name(), team.id());
  }

  private StepResults removeMembers(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      TeamDeclarations others,
      List<MemberState> entries,
      Set<String> userIds,
      Step.Cause cause) {
    var handedOver = new HashMap<String, List<TeamMembership>>();
    var leaving = new HashSet<String>();
    var accounts = new ArrayList<RemoteUser>();
    for (var userId : userIds) {
      var account = connection.api().users().byId(userId);
      if (account.filter(user -> isStranger(user, entries)).isPresent()) {
        release(pass, connection, team, userId);
        continue;
      }
      var declaring = others.declaring(userId, account);
      if (declaring.isEmpty()) {
        leaving.add(userId);
        account.ifPresent(accounts::add);
      } else {
        handedOver.put(userId, declaring);
      }
    }
    var results = removeMembers(connection, team, leaving, accounts, cause);
    leaving.removeAll(results.unapplied());
    leaving.forEach(userId -> release(pass, connection, team, userId));
    handedOver.forEach(
        (userId, heirs) -> {
          release(pass, connection, team, userId);
          heirs.forEach(this::enqueue);
        });
    return results;
  }

  /**
   * Whether the id in status belongs to another account now, which never was of this membership.
   */
  private static boolean isStranger(RemoteUser user, List<MemberState> entries) {
    return entries.stream()
        .filter(entry -> user.id().equals(entry.id()))
        .anyMatch(entry -> !UserMatch.isRecorded(user, entry));
  }

  private StepResults removeMembers(
      ServerConnection connection,
      RemoteTeam team,
      Set<String> userIds,
      List<RemoteUser> accounts,
      Step.Cause cause) {
    if (userIds.isEmpty()) {
      return StepResults.NONE;
    }
    var roster = LiveRosters.live(connection, team, accounts);
    var plan = Plan.toRemove(Set.copyOf(userIds), connection.snapshot().observed(roster), cause);
    return applier.apply(
        new StepApplier.Target(connection.name(), connection.teams(), team), plan.steps());
  }

  private void release(
      MembershipReconciliation pass, ServerConnection connection, RemoteTeam team, String userId) {
    var claim = ServerClaims.member(connection.name(), team.id(), userId);
    claims.release(claim, Claimant.of(pass.resource()));
  }

  private void enqueue(TeamMembership membership) {
    var metadata = membership.getMetadata();
    resources.enqueue(TeamMembership.class, metadata.getNamespace(), metadata.getName());
  }
}
