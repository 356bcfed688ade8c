package com.wandb.iam.reconcile;

import com.wandb.iam.access.Plan;
import com.wandb.iam.access.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.StepResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes people out of a team whom one membership declared and declares no longer. */
final class Removals {
  private final Workbench workbench;

  Removals(Workbench workbench) {
    this.workbench = workbench;
  }

  /**
   * Takes away what people had by the membership: the place in the team, roles in registries, open
   * invitations; save of those whom another membership declares.
   *
   * @param leaving the people as status has them
   */
  List<StepResult> remove(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
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
    var others = others(pass, team, pass.listedNow(TeamMembership.class).stream());
    var results = takeOut(pass, connection, team, others, ids(leaving), cause);
    var staying =
        results.stream()
            .filter(result -> !(result instanceof StepResult.Applied))
            .map(result -> result.step().userId())
            .collect(Collectors.toSet());
    RegistryRoles.takeBack(
        connection, leaving.stream().filter(state -> !staying.contains(state.id())).toList());
    Provisioner.withdraw(
        connection,
        team,
        leaving.stream()
            .filter(Removals::isOurInvitation)
            .map(MemberState::email)
            .filter(email -> email != null && !others.nameAddress(email))
            .toList());
    return results;
  }

  /**
   * What the brake holds for certain needs no look at the server: many resources may wait for long.
   * What is not as clear as that is looked at.
   */
  private Optional<List<StepResult>> heldAnyway(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      ServerConnection connection,
      RemoteTeam team,
      List<MemberState> leaving,
      Step.Cause cause) {
    var roster = connection.snapshot().roster(team.id());
    boolean clear =
        cause == Step.Cause.NOT_DECLARED
            && roster.isPresent()
            && leaving.stream().noneMatch(Removals::isOurInvitation);
    if (!clear) {
      return Optional.empty();
    }
    var observed = connection.snapshot().observed(roster.get());
    var steps = Plan.toRemove(ids(leaving), observed, cause).steps();
    var others = others(pass, team, workbench.resources().all(TeamMembership.class));
    boolean asWished =
        steps.size() == leaving.size()
            && steps.stream().allMatch(observed::keepsAnAdmin)
            && steps.stream()
                .allMatch(step -> others.declaring(step.userId(), connection.snapshot()).isEmpty());
    return asWished
        ? workbench.brakes().heldAnyway(connection.name(), team.id(), steps)
        : Optional.empty();
  }

  private Declarations others(
      Pass<TeamMembership, ?, ?> pass, RemoteTeam team, Stream<TeamMembership> memberships) {
    var own = pass.resource();
    return Declarations.of(
            memberships.filter(
                membership -> pass.namespace().equals(membership.getMetadata().getNamespace())),
            own.getSpec().teamRef().name(),
            team.id(),
            workbench.clock().instant())
        .without(own);
  }

  /** Whether a membership invited somebody who has not come yet. */
  static boolean isOurInvitation(MemberState state) {
    return state.id() == null
        && (MemberStates.INVITED.equals(state.state())
            || MemberStates.LEAVING.equals(state.state()))
        && !Boolean.TRUE.equals(state.adopted());
  }

  private static Set<String> ids(List<MemberState> states) {
    return states.stream()
        .map(MemberState::id)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private List<StepResult> takeOut(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      ServerConnection connection,
      RemoteTeam team,
      Declarations others,
      Set<String> userIds,
      Step.Cause cause) {
    var handedOver = new HashMap<String, List<TeamMembership>>();
    var leaving = new HashSet<String>();
    for (var userId : userIds) {
      var declaring = others.declaring(userId, connection.snapshot());
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
          heirs.forEach(this::wake);
        });
    return results;
  }

  private static List<StepResult> takeOut(
      ServerConnection connection, RemoteTeam team, Set<String> userIds, Step.Cause cause) {
    if (userIds.isEmpty()) {
      return List.of();
    }
    var roster = Rosters.live(connection, team);
    var plan = Plan.toRemove(Set.copyOf(userIds), connection.snapshot().observed(roster), cause);
    return connection.teams().apply(team, plan);
  }

  private void release(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      ServerConnection connection,
      RemoteTeam team,
      String userId) {
    var claim = DeclaredPeople.claim(connection.name(), team.id(), userId);
    workbench
        .claims()
        .release(claim, pass.claimant())
        .forEach(
            other -> workbench.resources().wake(other.kind(), other.namespace(), other.name()));
  }

  private void wake(TeamMembership membership) {
    var metadata = membership.getMetadata();
    workbench.resources().wake(TeamMembership.class, metadata.getNamespace(), metadata.getName());
  }
}
