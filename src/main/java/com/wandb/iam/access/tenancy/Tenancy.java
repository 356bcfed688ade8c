package com.wandb.iam.access.tenancy;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tenants of a W&amp;B server. Without entries every namespace may create teams and manage the
 * teams that it created. It may not adopt existing objects, and it may not grant roles in
 * registries, because the operator creates none.
 */
public record Tenancy(List<TenantEntry> tenants) {
  /** The number of registries to name in a message. */
  private static final int NAMED = 5;

  public Tenancy {
    tenants = List.copyOf(tenants);
  }

  /**
   * Returns the violation, or empty if one entry allows the whole request. The message contains
   * only names that the requesting namespace supplied, because it must not reveal objects of other
   * namespaces.
   *
   * @param fieldPath the field of the requesting resource that contains the request
   */
  public Optional<Violation> check(AccessRequest request, String fieldPath) {
    boolean allowed =
        tenants.isEmpty()
            ? concernsOwnObjectsOnly(request)
            : tenants.stream().anyMatch(tenant -> allows(tenant, request));
    if (allowed) {
      return Optional.empty();
    }
    return Optional.of(
        new Violation(
            Rule.TENANCY,
            fieldPath,
            "This namespace may not " + describe(request) + " on this server",
            tenants.isEmpty()
                ? "The server has no tenants, so namespaces manage only objects that they created."
                    + " Ask its administrator to add a tenant entry."
                : "Ask the server's administrator for a tenant entry that allows it."));
  }

  /** Returns whether the request concerns only objects that the namespace itself creates. */
  private static boolean concernsOwnObjectsOnly(AccessRequest request) {
    return !request.adopts()
        && !request.deletesTeam()
        && !request.organizationAccount()
        && request.bucket().isEmpty()
        && request.registryRoles().isEmpty()
        && request.provision() == Provision.NONE;
  }

  private static boolean allows(TenantEntry tenant, AccessRequest request) {
    return tenant.covers(request.namespace(), request.labels())
        && request.team().stream()
            .allMatch(team -> tenant.teams().stream().anyMatch(glob -> glob.matches(team)))
        && (!request.adopts() || tenant.adopt())
        && (!request.deletesTeam() || tenant.teamDeletion())
        && (!request.organizationAccount() || tenant.organizationServiceAccounts())
        && request.role().stream()
            .allMatch(
                role -> tenant.roles().stream().anyMatch(glob -> glob.matches(role.displayName())))
        && request.registryRoles().entrySet().stream()
            .allMatch(entry -> tenant.allows(entry.getKey(), entry.getValue()))
        && request.bucket().stream().allMatch(tenant::allows)
        && request.provision().compareTo(tenant.provision()) <= 0
        && request.people().stream().allMatch(names -> allowsUser(tenant, names));
  }

  private static boolean allowsUser(TenantEntry tenant, List<String> names) {
    return names.stream()
        .anyMatch(name -> tenant.users().stream().anyMatch(glob -> glob.matchesIgnoringCase(name)));
  }

  private static String grants(AccessRequest request, TeamRole role) {
    int more = request.registryRoles().size() - NAMED;
    var registries =
        request.registryRoles().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .limit(NAMED)
            .map(entry -> entry.getValue().displayName() + " in " + entry.getKey())
            .collect(Collectors.joining(", "));
    var provision =
        switch (request.provision()) {
          case NONE -> "";
          case INVITE -> "invite users and ";
          case CREATE -> "create accounts and ";
        };
    return provision
        + "grant "
        + role.displayName()
        + (registries.isEmpty() ? "" : " and, in registries, " + registries)
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String describe(AccessRequest request) {
    if (request.organizationAccount()) {
      return request.adopts()
          ? "adopt service accounts of the organization"
          : "have service accounts of the organization";
    }
    if (request.bucket().isPresent()) {
      return describe(request.bucket().get(), request.adopts());
    }
    var team = request.team().orElse("");
    if (request.deletesTeam()) {
      return "delete the team " + team;
    }
    if (request.adopts()) {
      return "adopt existing objects in the team " + team;
    }
    return request
        .role()
        .map(role -> grants(request, role) + " to these users in the team " + team)
        .orElse("claim the team " + team);
  }

  private static String describe(BucketUse use, boolean adopts) {
    return (adopts ? "adopt" : "use")
        + " the bucket "
        + use.bucket()
        + use.endpoint().map(endpoint -> " at " + endpoint).orElse("")
        + (use.serverIdentity() ? " with the server's own identity" : "");
  }
}
