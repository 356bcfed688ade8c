package com.wandb.iam.access.tenancy;

import com.wandb.iam.access.Glob;
import com.wandb.iam.access.RegistryAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Entry in the tenants of a W&amp;B server: a set of namespaces and their permissions.
 *
 * @param namespaces names of the namespaces
 * @param selector labels of further namespaces, empty if the entry selects none by label
 * @param teams globs of the team names that they may claim
 * @param adopt whether they may adopt existing objects
 * @param teamDeletion whether they may delete teams
 * @param roles globs of the roles that they may grant, {@code *} for all
 * @param registryRoles globs of the registry roles that they may grant, {@code *} for all
 * @param registries globs of the registries in which they may grant these roles
 * @param provision the most extensive provisioning that they may request for users without an
 *     account
 * @param users globs of the users that they may declare, by email address or username
 * @param organizationServiceAccounts whether they may have service accounts of the organization
 * @param buckets globs of the buckets that they may use
 * @param endpoints globs of the endpoints that they may use in addition to the providers' public
 *     ones
 * @param serverIdentity whether the W&amp;B server may access these buckets with its own identity
 */
public record TenantEntry(
    String name,
    Set<String> namespaces,
    Optional<Selector> selector,
    List<Glob> teams,
    boolean adopt,
    boolean teamDeletion,
    List<Glob> roles,
    List<Glob> registryRoles,
    List<Glob> registries,
    Provision provision,
    List<Glob> users,
    boolean organizationServiceAccounts,
    List<Glob> buckets,
    List<Glob> endpoints,
    boolean serverIdentity) {
  public TenantEntry {
    namespaces = Set.copyOf(namespaces);
    teams = List.copyOf(teams);
    roles = List.copyOf(roles);
    registryRoles = List.copyOf(registryRoles);
    registries = List.copyOf(registries);
    users = List.copyOf(users);
    buckets = List.copyOf(buckets);
    endpoints = List.copyOf(endpoints);
  }

  /** Returns whether the entry applies to the namespace. */
  boolean covers(String namespace, Map<String, String> labels) {
    return namespaces.contains(namespace)
        || selector.filter(one -> one.matches(labels)).isPresent();
  }

  /** Returns whether the entry allows a role in a registry. */
  boolean allows(String registry, RegistryAccess role) {
    return registryRoles.stream().anyMatch(glob -> glob.matches(role.displayName()))
        && registries.stream().anyMatch(glob -> glob.matches(registry));
  }

  /**
   * Returns whether the entry allows the bucket, its endpoint and the identity that accesses it.
   */
  boolean allows(BucketUse use) {
    return buckets.stream().anyMatch(glob -> glob.matches(use.bucket()))
        && use.endpoint().stream()
            .allMatch(
                endpoint -> endpoints.stream().anyMatch(glob -> glob.matchesIgnoringCase(endpoint)))
        && (!use.serverIdentity() || serverIdentity);
  }
}
