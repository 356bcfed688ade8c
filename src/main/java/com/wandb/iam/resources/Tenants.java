package com.wandb.iam.resources;

import com.wandb.iam.access.Glob;
import com.wandb.iam.access.tenancy.Provision;
import com.wandb.iam.access.tenancy.Selector;
import com.wandb.iam.access.tenancy.Tenancy;
import com.wandb.iam.access.tenancy.TenantEntry;
import com.wandb.iam.crd.v1alpha1.NamespaceSelector;
import com.wandb.iam.crd.v1alpha1.Provisioning;
import com.wandb.iam.crd.v1alpha1.SelectorOperator;
import com.wandb.iam.crd.v1alpha1.Tenant;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Converts {@code spec.tenants} of a WandbServer to the types of the permission model. */
public final class Tenants {
  private Tenants() {}

  public static Tenancy of(WandbServer server) {
    return new Tenancy(server.getSpec().tenants().stream().map(Tenants::entry).toList());
  }

  private static TenantEntry entry(Tenant tenant) {
    var storage = tenant.storage();
    return new TenantEntry(
        tenant.name(),
        Set.copyOf(tenant.namespaces()),
        Optional.ofNullable(tenant.namespaceSelector()).map(Tenants::selector),
        globs(tenant.teams()),
        tenant.adopt(),
        tenant.teamDeletion(),
        globs(tenant.roles()),
        globs(tenant.registryRoles()),
        globs(tenant.registries()),
        provision(tenant.provisioning()),
        globs(tenant.users()),
        tenant.organizationServiceAccounts(),
        storage == null ? List.of() : globs(storage.buckets()),
        storage == null ? List.of() : globs(storage.endpoints()),
        storage != null && storage.serverIdentity());
  }

  private static Selector selector(NamespaceSelector selector) {
    return new Selector(
        selector.matchLabels(),
        selector.matchExpressions().stream()
            .map(
                requirement ->
                    new Selector.Requirement(
                        requirement.key(),
                        operator(requirement.operator()),
                        Set.copyOf(requirement.values())))
            .toList());
  }

  private static Selector.Operator operator(SelectorOperator operator) {
    return switch (operator) {
      case In -> Selector.Operator.IN;
      case NotIn -> Selector.Operator.NOT_IN;
      case Exists -> Selector.Operator.EXISTS;
      case DoesNotExist -> Selector.Operator.DOES_NOT_EXIST;
    };
  }

  /** Converts a provisioning level to the type of the permission model. */
  public static Provision provision(Provisioning provisioning) {
    return switch (provisioning) {
      case None -> Provision.NONE;
      case Invite -> Provision.INVITE;
      case Create -> Provision.CREATE;
    };
  }

  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream().map(Glob::new).toList();
  }
}
