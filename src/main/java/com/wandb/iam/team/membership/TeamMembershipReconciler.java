package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.Tenants;
import com.wandb.iam.resources.UnsupportedFields;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.server.sync.Licence;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.write.StepResult;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes people members of a team, with the role that is declared. */
public final class TeamMembershipReconciler
    implements Reconciler<TeamMembership>, Cleaner<TeamMembership> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final References references;
  private final Cleanups cleanups;
  private final MembershipRemovals removals;
  private final MembershipSteps steps;
  private final Claims claims;
  private final Contests contests;
  private final EventRecorder events;
  private final InstantSource clock;

  public TeamMembershipReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      References references,
      Cleanups cleanups,
      MembershipRemovals removals,
      MembershipSteps steps,
      Claims claims,
      Contests contests,
      EventRecorder events,
      InstantSource clock) {
    this.runner = runner;
    this.resources = resources;
    this.references = references;
    this.cleanups = cleanups;
    this.removals = removals;
    this.steps = steps;
    this.claims = claims;
    this.contests = contests;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, TeamMembership>> prepareEventSources(
      EventSourceContext<TeamMembership> context) {
    return List.of(resources.register(TeamMembership.class, context));
  }

  @Override
  public UpdateControl<TeamMembership> reconcile(
      TeamMembership membership, Context<TeamMembership> context) {
    return runner.reconcile(
        membership,
        context,
        TeamMembershipStatus.class,
        MembershipReconciliation::new,
        this::reconcile);
  }

  private UpdateControl<TeamMembership> reconcile(MembershipReconciliation pass) {
    var before = pass.resource().getStatus();
    var control = runner.reconcile(pass, this::run);
    if (!before.equals(pass.resource().getStatus())) {
      enqueueTeam(pass);
    }
    steps.holdNothingAtRest(pass);
    steps.noteForeseen(pass);
    Expiry.untilThen(pass.resource(), clock.instant())
        .filter(
            then -> control.getScheduleDelay().filter(delay -> delay <= then.toMillis()).isEmpty())
        .ifPresent(control::rescheduleAfter);
    return control;
  }

  /** The Team counts its people and, where it is authoritative, goes by what is declared. */
  private void enqueueTeam(MembershipReconciliation pass) {
    var team = pass.resource().getSpec().teamRef();
    if (team != null) {
      resources.enqueue(Team.class, pass.namespace(), team.name());
    }
  }

  private ReconcileResult run(MembershipReconciliation pass) {
    var spec = pass.resource().getSpec();
    ReconcileAbort.at(Suspension.of(spec));
    ReconcileAbort.at(UnsupportedFields.in(spec));
    var team = references.team(spec.teamRef().name(), pass);
    if (Expiry.isPast(pass.resource(), clock.instant())) {
      return expire(pass, team);
    }
    var role = TeamRole.named(spec.role());
    ReconcileAbort.at(Licence.forRole(role, team.server()));
    ReconcileAbort.at(unknown(role, team));
    ReconcileAbort.at(RegistryRoles.missing(spec.registryRoles(), team.connection()));
    var roster = roster(team);
    references.requestSyncIfAnnotated(pass, team.connection().name());

    var people =
        new MemberResolver(
            claims,
            new Provisioner(contests, events, clock, pass, team, role),
            pass,
            team,
            roster,
            role);
    ReconcileAbort.atViolation(
        references.tenancy(team.server()).check(request(pass, team, role, people), "spec"));
    var before = pass.draft().users;
    var wanted = people.resolve(before);
    var leaving = leaving(before, wanted.states());
    var observed = team.connection().snapshot().observed(roster);
    var plan = Plan.toGrant(wanted.grants(), observed);
    var registries = new RegistryRoles(claims, contests, pass, team, role);
    if (MembershipSteps.onlyForeseen(pass, team)) {
      var staying = leaving.stream().filter(state -> hasSomething(state, observed));
      pass.draft().users = Stream.concat(wanted.states().stream(), staying).toList();
      remember(pass, team);
      var would =
          Stream.concat(
                  plan.steps().stream(),
                  wouldRemove(pass, leaving, observed, Step.Cause.NOT_DECLARED).stream())
              .toList();
      var more =
          Stream.concat(
                  Provisioner.foreseen(wanted.states()),
                  registries.foreseen(wanted.states()).stream())
              .toList();
      return steps.foresee(pass, team, would, more, role);
    }
    pass.draft().users = Stream.concat(wanted.states().stream(), leaving.stream()).toList();
    remember(pass, team);
    var results = steps.apply(pass, team, wanted.grants(), plan, observed, before);
    var removed = removeLeaving(pass, team, leaving);
    steps.hold(
        pass,
        team.connection().name(),
        team.remote().id(),
        Stream.concat(results.stream(), removed.stream()).toList());
    pass.draft().users = registries.settle(pass.draft().users, settled(wanted.grants(), results));
    pass.draft().warnings =
        MembershipReport.warnings(registries.warnings(), observed.order(), role);
    var conclusion = MembershipReport.conclude(pass.draft(), results, removed, role);
    people
        .failure()
        .ifPresent(
            refused -> {
              throw refused;
            });
    return registries.trouble().orElse(conclusion);
  }

  /** Whether there is anything left to take away from somebody. */
  private static boolean hasSomething(MemberState leaving, ObservedTeam observed) {
    return leaving.id() == null
        || observed.member(leaving.id()).isPresent()
        || !leaving.registries().isEmpty();
  }

  /** What would end; whom a resource lets go it leaves in the team. */
  private static List<Step> wouldRemove(
      MembershipReconciliation pass,
      List<MemberState> leaving,
      ObservedTeam observed,
      Step.Cause cause) {
    return cause == Step.Cause.NOT_DECLARED
            && Cleanup.policy(pass.resource().getSpec().deletionPolicy(), DeletionPolicy.Delete)
                == DeletionPolicy.Orphan
        ? List.of()
        : Plan.toRemove(ids(leaving), observed, cause).steps();
  }

  private AccessRequest request(
      MembershipReconciliation pass, BoundTeam team, TeamRole role, MemberResolver people) {
    var spec = pass.resource().getSpec();
    return references
        .claim(pass, team.remote().name())
        .granting(role, people.names())
        .with(RegistryRoles.asked(spec.registryRoles()), Tenants.provision(spec.provisioning()));
  }

  /** Those who hold in the team what is declared. */
  private static Set<String> settled(List<Grant> grants, List<StepResult> results) {
    var settled = grants.stream().map(Grant::userId).collect(Collectors.toSet());
    results.stream()
        .filter(result -> !(result instanceof StepResult.Applied))
        .forEach(result -> settled.remove(result.step().userId()));
    return settled;
  }

  /** Access ends, whatever else became of the declaration meanwhile; the resource stays. */
  private ReconcileResult expire(MembershipReconciliation pass, BoundTeam team) {
    if (ClockSkew.tooLarge(team.connection().api().clockSkew())) {
      steps.hold(pass, team.connection().name(), team.remote().id(), List.of());
      return ReconcileResult.waiting(
          Reason.ClockSkew,
          "spec.expiresAt is past by this machine's clock, which differs too much from the"
              + " server's to go by it; set the clocks");
    }
    var leaving = leaving(pass.draft().users, List.of());
    pass.draft().users = leaving;
    remember(pass, team);
    var role = TeamRole.named(pass.resource().getSpec().role());
    if (MembershipSteps.onlyForeseen(pass, team) && !leaving.isEmpty()) {
      var observed = team.connection().snapshot().observed(roster(team));
      var would = wouldRemove(pass, leaving, observed, Step.Cause.EXPIRED);
      return steps.foresee(pass, team, would, List.of(), role);
    }
    var removed =
        removals.remove(pass, team.connection(), team.remote(), leaving, Step.Cause.EXPIRED);
    steps.hold(pass, team.connection().name(), team.remote().id(), removed);
    return MembershipReport.expired(pass.draft(), removed, role);
  }

  /** A role that the server does not have; whoever makes it wakes this. */
  private static Optional<ReconcileResult> unknown(TeamRole role, BoundTeam team) {
    return role instanceof TeamRole.Custom(var name)
            && team.connection().snapshot().role(name).isEmpty()
        ? Optional.of(
            ReconcileResult.unresolved(
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
                new ReconcileAbort(
                    ReconcileResult.waiting(
                        Reason.Pending, "the members of the team are not known yet")));
  }

  /** Ids are saved before anybody is made a member, so that whoever is one can be taken out. */
  private static void remember(MembershipReconciliation pass, BoundTeam team) {
    var draft = pass.draft();
    var known = ids(pass.resource().getStatus().users());
    draft.teamId = team.remote().id();
    draft.teamName = team.remote().name();
    draft.serverName = team.connection().name();
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

  /** Whom an earlier pass made a member, or invited, and the spec no longer names. */
  private static List<MemberState> leaving(List<MemberState> before, List<MemberState> now) {
    var still = ids(now);
    return before.stream()
        .filter(
            state ->
                state.id() == null
                    ? MemberStates.isOurInvitation(state) && !isNamed(state, now)
                    : !still.contains(state.id()))
        .map(MembershipReport::leaving)
        .toList();
  }

  private static boolean isNamed(MemberState invited, List<MemberState> now) {
    var email = String.valueOf(invited.email());
    return now.stream().anyMatch(state -> email.equalsIgnoreCase(state.email()));
  }

  private List<StepResult> removeLeaving(
      MembershipReconciliation pass, BoundTeam team, List<MemberState> leaving) {
    if (Cleanup.policy(pass.resource().getSpec().deletionPolicy(), DeletionPolicy.Delete)
        == DeletionPolicy.Orphan) {
      removals.letGo(pass, team.connection(), team.remote(), leaving);
      return List.of();
    }
    return removals.remove(
        pass, team.connection(), team.remote(), leaving, Step.Cause.NOT_DECLARED);
  }

  @Override
  public DeleteControl cleanup(TeamMembership membership, Context<TeamMembership> context) {
    return runner.cleanup(
        membership,
        context,
        TeamMembershipStatus.class,
        MembershipReconciliation::new,
        this::cleanup);
  }

  private DeleteControl cleanup(MembershipReconciliation pass) {
    var control = runner.cleanup(pass, this::leave);
    enqueueTeam(pass);
    return control;
  }

  private Optional<ReconcileResult> leave(MembershipReconciliation pass) {
    var cleanup = cleanups.of(pass);
    var held =
        cleanup.shouldOrphan(
                Cleanup.policy(pass.resource().getSpec().deletionPolicy(), DeletionPolicy.Delete))
            ? Optional.<ReconcileResult>empty()
            : takeAway(pass, cleanup);
    if (held.isEmpty()) {
      cleanup.releaseClaims();
    }
    return held;
  }

  /** Works from the ids in status alone: the Team may be gone already. */
  private Optional<ReconcileResult> takeAway(MembershipReconciliation pass, Cleanup cleanup) {
    var draft = pass.draft();
    var leaving = leaving(draft.users, List.of());
    if (leaving.isEmpty() || draft.teamId == null || draft.serverName == null) {
      return Optional.empty();
    }
    if (cleanup.isServerGone(draft.serverName)) {
      return cleanup.orphan("the WandbServer is gone, and with it the way to the server");
    }
    var resource =
        cleanup
            .team(pass.resource().getSpec().teamRef())
            .filter(team -> team.getMetadata().getDeletionTimestamp() == null);
    if (resource.filter(team -> !Names.isRead(team)).isPresent()) {
      return cleanup.refuse(
          Reason.TeamNotReady, "its Team cannot be read, and may have managementPolicy Observe");
    }
    if (resource.filter(Names::isObserved).isPresent()) {
      return cleanup.orphan("its Team has managementPolicy Observe");
    }
    var connection = references.connection(draft.serverName, pass);
    var teamId = draft.teamId;
    var team = connection.snapshot().team(teamId).or(() -> connection.api().teams().byId(teamId));
    if (team.isEmpty()) {
      return MembershipReport.leave(
          removals.removeWithoutTeam(pass, connection, leaving), cleanup, true);
    }
    var results = removals.remove(pass, connection, team.get(), leaving, Step.Cause.NOT_DECLARED);
    steps.hold(pass, connection.name(), team.get().id(), results);
    return MembershipReport.leave(results, cleanup, resource.isEmpty());
  }
}
