package com.wandb.iam.access.tenancy;

import com.wandb.iam.access.Glob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of a server's tenants: which namespaces, and how far they may go.
 *
 * @param namespaces by name
 * @param selector by label; empty where the entry finds nobody by label
 * @param teams globs of team names they may claim
 * @param adopt whether they may take over what exists
 * @param teamDeletion whether they may delete teams
 * @param roles names of the roles they may grant at most, {@code *} for all
 * @param registryRoles names of the roles in registries they may grant at most, {@code *} for all
 * @param provision the most they may have done for people whom the server does not know
 * @param users globs of the people they may name, by address or username
 * @param organizationServiceAccounts whether they may have accounts of the organization
 * @param buckets globs of the buckets they may use
 * @param endpoints globs of the addresses, beside the providers' public ones, that these may be at
 * @param serverIdentity whether the server may reach these with its own identity
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
    users = List.copyOf(users);
    buckets = List.copyOf(buckets);
    endpoints = List.copyOf(endpoints);
  }

  /** Whether the entry is about this namespace. */
  boolean covers(String namespace, Map<String, String> labels) {
    return namespaces.contains(namespace)
        || selector.filter(one -> one.matches(labels)).isPresent();
  }

  /** Whether they may use a bucket, where and as they want to. */
  boolean allows(BucketUse use) {
    return buckets.stream().anyMatch(glob -> glob.matches(use.bucket()))
        && use.endpoint().stream()
            .allMatch(
                endpoint -> endpoints.stream().anyMatch(glob -> glob.matchesIgnoringCase(endpoint)))
        && (!use.serverIdentity() || serverIdentity);
  }
}
