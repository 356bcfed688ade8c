package com.wandb.iam.access;

import java.util.List;
import java.util.Optional;

/**
 * Who may use a server, and how far. Without any entry every namespace may create teams and manage
 * those that it created, and nothing that exists is taken over.
 */
public record Tenancy(List<TenantEntry> tenants) {
  public Tenancy {
    tenants = List.copyOf(tenants);
  }

  /**
   * What forbids the request, or empty where one entry allows all of it. The sentence names nothing
   * that the asking namespace did not itself say.
   *
   * @param fieldPath the field of the asking resource that carries the request
   */
  public Optional<Violation> check(AccessRequest request, String fieldPath) {
    boolean allowed =
        tenants.isEmpty()
            ? !request.adopts() && !request.deletesTeam() && !request.organizationAccount()
            : tenants.stream().anyMatch(tenant -> allows(tenant, request));
    if (allowed) {
      return Optional.empty();
    }
    return Optional.of(
        new Violation(
            Rule.TENANCY,
            fieldPath,
            "this namespace may not " + describe(request) + " on this server",
            tenants.isEmpty()
                ? "the server has no tenants, so namespaces manage only what they created: ask"
                    + " its administrator to add one"
                : "ask the server's administrator for a tenant entry that allows it"));
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
        && request.people().stream().allMatch(names -> mayName(tenant, names));
  }

  private static boolean mayName(TenantEntry tenant, List<String> names) {
    return names.stream()
        .anyMatch(name -> tenant.users().stream().anyMatch(glob -> glob.matchesIgnoringCase(name)));
  }

  private static String describe(AccessRequest request) {
    if (request.organizationAccount()) {
      return "have service accounts of the organization";
    }
    var team = request.team().orElse("");
    if (request.deletesTeam()) {
      return "delete the team " + team;
    }
    if (request.adopts()) {
      return "take over what exists already in the team " + team;
    }
    return request
        .role()
        .map(role -> "grant " + role.displayName() + " to these people in the team " + team)
        .orElse("claim the team " + team);
  }
}
