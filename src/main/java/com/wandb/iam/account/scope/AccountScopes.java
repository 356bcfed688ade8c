package com.wandb.iam.account.scope;

import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.RunTarget;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteTeam;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the scope of the account of a ServiceAccount. */
public final class AccountScopes {
  private final References references;
  private final InstantSource clock;

  public AccountScopes(References references, InstantSource clock) {
    this.references = references;
    this.clock = clock;
  }

  /**
   * A scope and its server.
   *
   * @param field the field of the ServiceAccount that names the scope
   * @param observed whether the operator must not write there
   */
  public record Place(AccountScope scope, WandbServer server, String field, boolean observed) {}

  /**
   * Returns the team or organization in which the resource declares its account.
   *
   * @throws ReconcileAbort if a referenced resource does not exist, or if the server does not
   *     support accounts there
   */
  public Place of(AccountReconciliation pass) {
    var spec = pass.resource().getSpec();
    boolean observed = spec.managementPolicy() == ManagementPolicy.Observe;
    if (!Names.isOfOrganization(spec)) {
      var team = references.team(Objects.requireNonNull(spec.teamRef()).name(), pass);
      return new Place(
          new TeamScope(team.connection(), team.remote(), clock),
          team.server(),
          "spec.teamRef",
          observed || Names.isObserved(team.resource()));
    }
    var server = references.server(Names.serverOf(spec));
    var connection = references.connection(server.getMetadata().getName(), pass);
    if (!connection.facts().can(Capability.SCIM_SERVICE_ACCOUNTS)) {
      throw new ReconcileAbort(
          ReconcileResult.notOffered(
              Reason.NotSupported,
              "spec.scope: W&B servers before 0.81 do not support scope Organization. Use scope Team,"
                  + " or upgrade the W&B server."));
    }
    return new Place(
        new OrganizationScope(
            connection, team(pass, connection, spec.target()).orElse(null), clock),
        server,
        "spec.scope",
        observed);
  }

  /** Returns the team in status, or else the target team of runs, or else the first by name. */
  private static Optional<RemoteTeam> team(
      AccountReconciliation pass, ServerConnection connection, @Nullable RunTarget target) {
    var snapshot = connection.snapshot();
    return Optional.ofNullable(pass.draft().teamId)
        .flatMap(snapshot::team)
        .or(
            () ->
                Optional.ofNullable(target)
                    .flatMap(runs -> Optional.ofNullable(runs.entity()))
                    .flatMap(snapshot::teamNamed))
        .or(() -> snapshot.teams().stream().min(Comparator.comparing(RemoteTeam::name)));
  }

  /** Returns the scope of the account in status; empty if its team was deleted. */
  public Optional<AccountScope> departed(AccountReconciliation pass, ServerConnection connection) {
    if (Names.isOfOrganization(pass.resource().getSpec())) {
      return Optional.of(new OrganizationScope(connection, null, clock));
    }
    return connection
        .api()
        .teams()
        .byId(Objects.requireNonNull(pass.draft().teamId))
        .map(team -> new TeamScope(connection, team, clock));
  }
}
