package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.UnsupportedFields;
import com.wandb.iam.server.sync.References;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;

/** Reconciles the members of a team with the users that a TeamMembership declares. */
public final class TeamMembershipReconciler
    implements Reconciler<TeamMembership>, Cleaner<TeamMembership> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final References references;
  private final MembershipPermission permission;
  private final MemberResolver resolver;
  private final MembershipChanges changes;
  private final MembershipHolds holds;
  private final MembershipCleanup cleanup;
  private final InstantSource clock;

  public TeamMembershipReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      References references,
      MembershipPermission permission,
      MemberResolver resolver,
      MembershipChanges changes,
      MembershipHolds holds,
      MembershipCleanup cleanup,
      InstantSource clock) {
    this.runner = runner;
    this.resources = resources;
    this.references = references;
    this.permission = permission;
    this.resolver = resolver;
    this.changes = changes;
    this.holds = holds;
    this.cleanup = cleanup;
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
      holds.enqueueTeam(pass);
    }
    holds.reconciled(pass);
    Expiry.untilThen(pass.resource(), clock.instant())
        .filter(
            then -> control.getScheduleDelay().filter(delay -> delay <= then.toMillis()).isEmpty())
        .ifPresent(control::rescheduleAfter);
    return control;
  }

  private ReconcileResult run(MembershipReconciliation pass) {
    var spec = pass.resource().getSpec();
    ReconcileAbort.at(Suspension.of(spec));
    ReconcileAbort.at(UnsupportedFields.in(spec));
    var team = references.team(spec.teamRef().name(), pass);
    if (Expiry.isPast(pass.resource(), clock.instant())) {
      return changes.expire(pass, team).orThrow();
    }
    var role = TeamRole.named(spec.role());
    permission.checkOffered(pass, team, role);
    var roster = MembershipChanges.roster(team);
    references.requestSyncIfAnnotated(pass, team.connection().name());
    permission.checkTenancy(pass, team, role);

    var resolved = resolver.resolve(pass, team, role, roster);
    var observed = team.connection().snapshot().observed(roster);
    return MembershipSteps.isDryRun(pass, team)
        ? changes.show(pass, team, role, observed, resolved.plan())
        : changes.apply(pass, team, role, observed, resolved).orThrow();
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
    var control = runner.cleanup(pass, cleanup::clean);
    if (pass.isOver()) {
      holds.forget(pass);
    }
    holds.enqueueTeam(pass);
    return control;
  }
}
