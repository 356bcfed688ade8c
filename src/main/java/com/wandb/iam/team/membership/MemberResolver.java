package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Reads the facts for {@link MembershipPlan}, provisions and claims users, and creates the plan.
 */
public final class MemberResolver {
  private final Claims claims;
  private final Provisioner provisioner;

  /**
   * The plan, and the first error of the server for a single user.
   *
   * @param before the entries of status before this reconciliation
   * @param failure reported after the other users are reconciled
   */
  record Resolved(
      MembershipPlan plan, List<MemberState> before, Optional<WandbException> failure) {}

  public MemberResolver(Claims claims, Provisioner provisioner) {
    this.claims = claims;
    this.provisioner = provisioner;
  }

  /**
   * Finds the declared users on the server.
   *
   * @throws WandbException if the server answers no request
   */
  Resolved resolve(
      MembershipReconciliation pass, BoundTeam team, TeamRole role, RemoteRoster roster) {
    var spec = pass.resource().getSpec();
    var before = pass.draft().users;
    var candidates = candidates(pass, team, role);
    var facts =
        new MembershipFacts(
            candidates, before, role, spec.adoptionPolicy() != AdoptionPolicy.Never);
    var members =
        facts.needsLiveRoster() ? LiveRosters.live(team.connection(), team.remote()) : roster;
    var conflicts = new HashMap<String, String>();
    for (var userId : facts.claimed(members)) {
      claim(pass, team, userId).ifPresent(message -> conflicts.put(userId, message));
    }
    return new Resolved(
        MembershipPlan.of(facts, members, conflicts),
        before,
        candidates.stream()
            .flatMap(
                candidate ->
                    candidate.provision() instanceof ProvisionResult.Failed(var error)
                        ? Optional.of(error).stream()
                        : Optional.<WandbException>empty().stream())
            .findFirst());
  }

  private List<MembershipFacts.Candidate> candidates(
      MembershipReconciliation pass, BoundTeam team, TeamRole role) {
    var before = pass.draft().users;
    var snapshot = team.connection().snapshot();
    var matches =
        Names.declared(pass.resource().getSpec()).stream()
            .map(person -> UserMatch.find(person, before, snapshot))
            .toList();
    provisioner.announce(
        pass,
        team,
        role,
        matches.stream().filter(Match.Unknown.class::isInstance).map(Match::person).toList());
    var candidates = new ArrayList<MembershipFacts.Candidate>();
    for (var match : matches) {
      var provision =
          match instanceof Match.Unknown(var person)
              ? provisioner.provide(pass, team, person, before)
              : new ProvisionResult.None();
      candidates.add(new MembershipFacts.Candidate(match, provision));
    }
    return candidates;
  }

  /** Claims a member. The holder is not named if it is in another namespace. */
  private Optional<String> claim(MembershipReconciliation pass, BoundTeam team, String userId) {
    return claims
        .acquire(
            ServerClaims.member(team.connection().name(), team.remote().id(), userId),
            Claimant.of(pass.resource()))
        .map(
            holder ->
                pass.namespace().equals(holder.namespace())
                    ? "TeamMembership " + holder.name() + " already declares this user."
                    : "A TeamMembership in another namespace already declares this user.");
  }
}
