package com.wandb.iam.team.membership;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.team.removal.RemovalLimiters;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.write.StepResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes people out of a team whom one membership declared and declares no longer. */
public final class MembershipRemovals {
  private final CachedResources resources;
  private final LiveResources live;
  private final Claims claims;
  private final RemovalLimiters limiters;
  private final RegistryRoleCleanup registryRoles;
  private final WorkObserver observer;
  private final InstantSource clock;

  public MembershipRemovals(
      CachedResources resources,
      LiveResources live,
      Claims claims,
      RemovalLimiters limiters,
      RegistryRoleCleanup registryRoles,
      WorkObserver observer,
      InstantSource clock) {
    this.resources = resources;
    this.live = live;
    this.claims = claims;
    this.limiters = limiters;
    this.registryRoles = registryRoles;
    this.observer = observer;
    this.clock = clock;
  }

  /**
   * Takes away what people had by the membership: the place in the team, roles in registries, open
   * invitations; save of those whom another membership declares.
   *
   * @param leaving the people as status has them
   * @return what became of everybody who was in the team, and of whoever could not be seen to
   */
  List<StepResult> remove(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving,
      Step.Cause cause) {
    if (leaving.isEmpty()) {
      return List.of();
    }
    var held = heldAnyway(pass, connection, team, leaving, cause);
    if (held.isPresent()) {
      return held.get();
    }
    var others = others(pass, connection, team, live.all(TeamMembership.class, pass.namespace()));
    if (cause == Step.Cause.NOT_DECLARED && others.anyMisread()) {
      return leaving.stream().<StepResult>map(MembershipRemovals::undecided).toList();
    }
    var invitations = new SentInvitations(connection, team, others, leaving);
    var userIds = new HashSet<>(ids(leaving));
    var accepted = invitations.accepted();
    userIds.addAll(accepted.values());
    bind(pass.draft(), accepted);
    var results = new ArrayList<>(takeOut(pass, connection, team, others, userIds, cause));
    invitations.withdraw();
    var staying =
        results.stream()
            .filter(result -> !(result instanceof StepResult.Applied))
            .map(result -> result.step().userId())
            .collect(Collectors.toSet());
    var gone = leaving.stream().filter(state -> !staying.contains(state.id())).toList();
    results.addAll(registryRoles.takeBack(pass, connection, gone));
    return results;
  }

  /** Where the team itself is gone, roles in registries of the organization are what is left. */
  List<StepResult> removeWithoutTeam(
      MembershipReconciliation pass, ServerConnection connection, List<MemberState> leaving) {
    return registryRoles.takeBack(pass, connection, leaving);
  }

  /** Lets others declare people whom this membership leaves in the team. */
  void letGo(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving) {
    ids(leaving).forEach(userId -> release(pass, connection, team, userId));
    registryRoles.letGo(pass, connection, leaving);
  }

  /** Whoever may not be taken out at once is known by the account from here on. */
  private static void bind(MembershipStatusBuilder draft, Map<String, String> accepted) {
    draft.users =
        draft.users.stream()
            .map(
                state -> {
                  var id = accepted.get(String.valueOf(state.email()).toLowerCase(Locale.ROOT));
                  return id == null || state.id() != null ? state : MemberStates.bound(state, id);
                })
            .toList();
  }

  private static StepResult undecided(MemberState state) {
    var step = MemberStates.step(state);
    return new StepResult.Withheld(
        step,
        new Violation(
            Rule.UNRESOLVED_MEMBERS,
            "spec",
            step.describe() + " waits, as a membership of the team cannot be read",
            "correct the TeamMembership that is not ready"));
  }

  /**
   * What the brake holds for certain needs no look at the server: many resources may wait for long.
   * What is not as clear as that is looked at.
   */
  private Optional<List<StepResult>> heldAnyway(
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
    var steps = Plan.toRemove(ids(leaving), observed, cause).steps();
    var others = others(pass, connection, team, resources.all(TeamMembership.class));
    boolean asWished =
        steps.size() == leaving.size()
            && steps.stream().allMatch(observed::keepsAnAdmin)
            && steps.stream()
                .allMatch(
                    step ->
                        others.declaring(step.userId(), snapshot.user(step.userId())).isEmpty());
    return Optional.of(steps)
        .filter(all -> asWished)
        .map(all -> limiters.heldAnyway(connection.name(), team.id(), all))
        .filter(held -> held.size() == steps.size());
  }

  private TeamDeclarations others(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      Stream<TeamMembership> memberships) {
    var own = pass.resource();
    return TeamDeclarations.of(
            memberships.filter(
                membership -> pass.namespace().equals(membership.getMetadata().getNamespace())),
            own.getSpec().teamRef().name(),
            team.id(),
            ClockSkew.reliable(connection, clock))
        .without(own);
  }

  private static Set<String> ids(List<MemberState> states) {
    return states.stream()
        .map(MemberState::id)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private List<StepResult> takeOut(
      MembershipReconciliation pass,
      ServerConnection connection,
      RemoteTeam team,
      TeamDeclarations others,
      Set<String> userIds,
      Step.Cause cause) {
    var handedOver = new HashMap<String, List<TeamMembership>>();
    var leaving = new HashSet<String>();
    for (var userId : userIds) {
      var declaring = others.declaring(userId, connection.api().users().byId(userId));
      if (declaring.isEmpty()) {
        leaving.add(userId);
      } else {
        handedOver.put(userId, declaring);
      }
    }
    var results = takeOut(connection, team, leaving, cause);
    results.stream()
        .filter(result -> !(result instanceof StepResult.Applied))
        .forEach(result -> leaving.remove(result.step().userId()));
    leaving.forEach(userId -> release(pass, connection, team, userId));
    handedOver.forEach(
        (userId, heirs) -> {
          release(pass, connection, team, userId);
          heirs.forEach(this::enqueue);
        });
    return results;
  }

  private List<StepResult> takeOut(
      ServerConnection connection, RemoteTeam team, Set<String> userIds, Step.Cause cause) {
    if (userIds.isEmpty()) {
      return List.of();
    }
    var roster = LiveRosters.live(connection, team);
    var plan = Plan.toRemove(Set.copyOf(userIds), connection.snapshot().observed(roster), cause);
    var results = connection.teams().apply(team, plan);
    observer.applied(connection.name(), results);
    return results;
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
