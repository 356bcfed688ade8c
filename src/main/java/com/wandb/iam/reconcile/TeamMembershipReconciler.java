package com.wandb.iam.reconcile;

import com.wandb.iam.access.Plan;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.Lookups.BoundTeam;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.Snapshot;
import com.wandb.iam.wandb.StepResult;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes people members of a team, with the role that is declared. */
public final class TeamMembershipReconciler
    implements Reconciler<TeamMembership>, Cleaner<TeamMembership> {
  private final Workbench workbench;
  private final Lookups lookups;

  TeamMembershipReconciler(Workbench workbench, Lookups lookups) {
    this.workbench = workbench;
    this.lookups = lookups;
  }

  @Override
  public List<EventSource<?, TeamMembership>> prepareEventSources(
      EventSourceContext<TeamMembership> context) {
    return List.of(workbench.resources().register(TeamMembership.class, context));
  }

  @Override
  public UpdateControl<TeamMembership> reconcile(
      TeamMembership membership, Context<TeamMembership> context) {
    var pass =
        workbench.pass(membership, context, TeamMembershipStatus.class, MembershipDraft::new);
    var control = workbench.passes().reconcile(pass, this::run);
    Expiry.untilThen(membership, workbench.clock().instant())
        .filter(
            then -> control.getScheduleDelay().filter(delay -> delay <= then.toMillis()).isEmpty())
        .ifPresent(control::rescheduleAfter);
    return control;
  }

  private Conclusion run(Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass) {
    var spec = pass.resource().getSpec();
    Stop.at(Suspension.of(spec));
    Stop.at(Unsupported.in(spec));
    var team = lookups.team(spec.teamRef().name(), pass);
    if (Expiry.isPast(pass.resource(), workbench.clock().instant())) {
      return expire(pass, team);
    }
    var role = TeamRole.named(spec.role());
    Stop.at(unknown(role, team));
    var roster = roster(team);
    Suspension.lookAgain(workbench, pass, team.connection().name());

    var people = new DeclaredPeople(workbench, pass, team, roster, role);
    Stop.atViolation(
        lookups
            .tenancy(team.server())
            .check(
                lookups.claim(pass, team.remote().name()).granting(role, people.names()), "spec"));
    var before = pass.draft().users;
    var wanted = people.resolve(before);
    var leaving = leaving(before, wanted.states());
    remember(pass, team, wanted.states(), leaving);

    var plan = Plan.toGrant(wanted.grants(), Snapshot.observed(roster));
    var results = team.connection().teams().apply(team.remote(), plan);
    var removals = removeLeaving(pass, team, leaving);
    return MembershipReport.conclude(pass.draft(), results, removals, role);
  }

  /** Access ends, whatever else became of the declaration meanwhile; the resource stays. */
  private Conclusion expire(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass, BoundTeam team) {
    if (ClockSkew.tooLarge(team.connection().api().clockSkew())) {
      return Conclusion.waiting(
          Reason.ClockSkew,
          "spec.expiresAt is past by this machine's clock, which differs too much from the"
              + " server's to go by it; set the clocks");
    }
    var leaving = leaving(pass.draft().users, List.of());
    remember(pass, team, List.of(), leaving);
    var removals =
        leaving.isEmpty()
            ? List.<StepResult>of()
            : remove(pass, team.connection(), team.remote(), ids(leaving));
    return MembershipReport.expired(
        pass.draft(), removals, TeamRole.named(pass.resource().getSpec().role()));
  }

  /** A role that the server does not have; whoever makes it wakes this. */
  private static Optional<Conclusion> unknown(TeamRole role, BoundTeam team) {
    return role instanceof TeamRole.Custom(var name)
            && team.connection().snapshot().role(name).isEmpty()
        ? Optional.of(
            Conclusion.unresolved(
                Reason.RoleNotFound,
                "spec.role: the server has no role "
                    + name
                    + "; the built-in ones are Admin, Member and Viewer, and others are made by a"
                    + " CustomRole"))
        : Optional.empty();
  }

  private static RemoteRoster roster(BoundTeam team) {
    return team.connection()
        .snapshot()
        .roster(team.remote().id())
        .orElseThrow(
            () ->
                new Stop(
                    Conclusion.waiting(
                        Reason.Pending, "the members of the team are not known yet")));
  }

  /** Ids are saved before anybody is made a member, so that whoever is one can be taken out. */
  private static void remember(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      BoundTeam team,
      List<MemberState> states,
      List<MemberState> leaving) {
    var draft = pass.draft();
    var known = ids(draft.users);
    draft.teamId = team.remote().id();
    draft.teamName = team.remote().name();
    draft.serverName = team.connection().name();
    draft.users = Stream.concat(states.stream(), leaving.stream()).toList();
    if (!known.containsAll(ids(draft.users))) {
      pass.save();
    }
  }

  private static Set<String> ids(List<MemberState> states) {
    return states.stream()
        .map(MemberState::id)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** Whom an earlier pass made a member and the spec no longer names. */
  private static List<MemberState> leaving(List<MemberState> before, List<MemberState> now) {
    var still = ids(now);
    return before.stream()
        .filter(state -> state.id() != null && !still.contains(state.id()))
        .map(MembershipReport::leaving)
        .toList();
  }

  private List<StepResult> removeLeaving(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      BoundTeam team,
      List<MemberState> leaving) {
    if (leaving.isEmpty() || effectivePolicy(pass) == DeletionPolicy.Orphan) {
      return List.of();
    }
    return remove(pass, team.connection(), team.remote(), ids(leaving));
  }

  /** Takes people out, save those whom another membership declares. */
  private List<StepResult> remove(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      ServerConnection connection,
      RemoteTeam team,
      Set<String> userIds) {
    var others = OtherDeclarations.listedNow(pass, team.id(), workbench.clock().instant());
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
    var results = takeOut(connection, team, leaving);
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
      ServerConnection connection, RemoteTeam team, Set<String> userIds) {
    if (userIds.isEmpty()) {
      return List.of();
    }
    var roster = Rosters.live(connection, team);
    return connection
        .teams()
        .apply(team, Plan.toRemove(Set.copyOf(userIds), Snapshot.observed(roster)));
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

  private static DeletionPolicy effectivePolicy(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass) {
    var policy = pass.resource().getSpec().deletionPolicy();
    return policy == null ? DeletionPolicy.Delete : policy;
  }

  @Override
  public DeleteControl cleanup(TeamMembership membership, Context<TeamMembership> context) {
    var pass =
        workbench.pass(membership, context, TeamMembershipStatus.class, MembershipDraft::new);
    return workbench.passes().cleanup(pass, this::leave);
  }

  private Optional<Conclusion> leave(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass) {
    var departure = new Departure(workbench, pass);
    var held =
        departure.letsGo(effectivePolicy(pass))
            ? Optional.<Conclusion>empty()
            : takeAway(pass, departure);
    if (held.isEmpty()) {
      departure.releaseClaims();
    }
    return held;
  }

  /** Works from the ids in status alone: the Team may be gone already. */
  private Optional<Conclusion> takeAway(
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass, Departure departure) {
    var draft = pass.draft();
    var ids = ids(draft.users);
    if (ids.isEmpty() || draft.teamId == null || draft.serverName == null) {
      return Optional.empty();
    }
    if (workbench.resources().get(WandbServer.class, null, draft.serverName).isEmpty()) {
      return departure.orphan("the WandbServer is gone, and with it the way to the server");
    }
    var connection = lookups.connection(draft.serverName, pass);
    var team = connection.api().teams().byId(draft.teamId);
    if (team.isEmpty()) {
      return Optional.empty();
    }
    return MembershipReport.leave(
        remove(pass, connection, team.get(), ids), departure, teamGone(pass));
  }

  private boolean teamGone(Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass) {
    return workbench
        .resources()
        .get(Team.class, pass.namespace(), pass.resource().getSpec().teamRef().name())
        .filter(team -> team.getMetadata().getDeletionTimestamp() == null)
        .isEmpty();
  }
}
