package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.Tenants;
import com.wandb.iam.server.sync.Licence;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.References.BoundTeam;
import java.util.List;
import java.util.Optional;

/** Checks whether a membership may declare what it declares, and whether the server offers it. */
public final class MembershipPermission {
  private final References references;

  public MembershipPermission(References references) {
    this.references = references;
  }

  /**
   * Checks the role and the roles in registries.
   *
   * @throws ReconcileAbort if the server does not offer them
   */
  void checkOffered(MembershipReconciliation pass, BoundTeam team, TeamRole role) {
    ReconcileAbort.at(Licence.forRole(role, team.server()));
    ReconcileAbort.at(unknown(role, team));
    ReconcileAbort.at(
        RegistryRoles.unsupported(pass.resource().getSpec().registryRoles(), team.connection()));
  }

  /** Rejects a role that the server does not have. A CustomRole that creates it enqueues this. */
  private static Optional<ReconcileResult> unknown(TeamRole role, BoundTeam team) {
    return role instanceof TeamRole.Custom(var name)
            && team.connection().snapshot().role(name).isEmpty()
        ? Optional.of(
            ReconcileResult.unresolved(
                Reason.RoleNotFound,
                "spec.role: The W&B server has no role "
                    + name
                    + ". Use Admin, Member or Viewer, or create the role with a CustomRole."))
        : Optional.empty();
  }

  /**
   * Checks the tenants of the server.
   *
   * @throws ReconcileAbort if they do not permit the membership
   */
  void checkTenancy(MembershipReconciliation pass, BoundTeam team, TeamRole role) {
    ReconcileAbort.atViolation(
        references.tenancy(team.server()).check(request(pass, team, role), "spec"));
  }

  /**
   * The permission to change roles in registries at this moment.
   *
   * @param violation why the tenants do not allow the membership any more
   * @param adopts whether roles that the membership did not grant may be lowered
   */
  record RegistryPermission(Optional<Violation> violation, boolean adopts) {}

  /**
   * Checks the tenants of the server as they are now. They may have changed since {@link
   * #checkTenancy}, because each change of a role sends requests.
   */
  RegistryPermission registryPermission(
      MembershipReconciliation pass, BoundTeam team, TeamRole role) {
    var request = request(pass, team, role);
    var tenancy = references.tenancy(references.server(team.connection().name()));
    var violation = tenancy.check(request, "spec");
    boolean adopts =
        pass.resource().getSpec().adoptionPolicy() == AdoptionPolicy.IfExists
            && tenancy.check(request.adopting(), "spec").isEmpty();
    return new RegistryPermission(violation, adopts);
  }

  private AccessRequest request(MembershipReconciliation pass, BoundTeam team, TeamRole role) {
    var spec = pass.resource().getSpec();
    var names = Names.declared(spec).stream().map(person -> List.of(Names.nameOf(person))).toList();
    return references
        .claim(pass, team.remote().name())
        .granting(role, names)
        .with(
            RegistryRolePlan.declared(spec.registryRoles()),
            Tenants.provision(spec.provisioning()));
  }
}
