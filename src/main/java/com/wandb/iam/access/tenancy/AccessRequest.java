package com.wandb.iam.access.tenancy;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a namespace requests of a W&amp;B server. One tenant entry must allow the whole
 * request.
 *
 * @param labels the labels of the namespace
 * @param team the team to be claimed or used
 * @param adopts whether an existing object would be adopted
 * @param deletesTeam whether the team would be deleted
 * @param role the role to be granted, empty if none
 * @param registryRoles the roles to be granted, by registry
 * @param provision how users without an account would be provisioned
 * @param people the users, each with all of their names (email address, username). One name of each
 *     user must be allowed.
 * @param organizationAccount whether a service account of the whole organization is requested
 * @param bucket the bucket to be used, empty if none
 */
public record AccessRequest(
    String namespace,
    Map<String, String> labels,
    Optional<String> team,
    boolean adopts,
    boolean deletesTeam,
    Optional<TeamRole> role,
    Map<String, RegistryAccess> registryRoles,
    Provision provision,
    List<List<String>> people,
    boolean organizationAccount,
    Optional<BucketUse> bucket) {
  public AccessRequest {
    labels = Map.copyOf(labels);
    registryRoles = Map.copyOf(registryRoles);
    people = List.copyOf(people);
  }

  /** Returns a request to claim a team. */
  public static AccessRequest claim(String namespace, Map<String, String> labels, String team) {
    return new AccessRequest(
        namespace,
        labels,
        Optional.of(team),
        false,
        false,
        Optional.empty(),
        Map.of(),
        Provision.NONE,
        List.of(),
        false,
        Optional.empty());
  }

  /** Returns a request for a service account of the whole organization. */
  public static AccessRequest organizationAccount(String namespace, Map<String, String> labels) {
    return new AccessRequest(
        namespace,
        labels,
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Map.of(),
        Provision.NONE,
        List.of(),
        true,
        Optional.empty());
  }

  /** Returns a request to use a bucket. */
  public static AccessRequest bucket(
      String namespace, Map<String, String> labels, BucketUse bucket) {
    return new AccessRequest(
        namespace,
        labels,
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Map.of(),
        Provision.NONE,
        List.of(),
        false,
        Optional.of(bucket));
  }

  /** Returns this request with adoption of existing objects. */
  public AccessRequest adopting() {
    return new AccessRequest(
        namespace,
        labels,
        team,
        true,
        deletesTeam,
        role,
        registryRoles,
        provision,
        people,
        organizationAccount,
        bucket);
  }

  /** Returns this request with deletion of the team. */
  public AccessRequest deletingTeam() {
    return new AccessRequest(
        namespace,
        labels,
        team,
        adopts,
        true,
        role,
        registryRoles,
        provision,
        people,
        organizationAccount,
        bucket);
  }

  /**
   * Returns this request with this role and these users.
   *
   * @param users for each user, the names by which a tenant may be allowed to grant access to it
   */
  public AccessRequest granting(TeamRole granted, List<List<String>> users) {
    return new AccessRequest(
        namespace,
        labels,
        team,
        adopts,
        deletesTeam,
        Optional.of(granted),
        registryRoles,
        provision,
        users,
        organizationAccount,
        bucket);
  }

  /**
   * Returns this request with registry roles to be granted and with provisioning of users without
   * an account.
   */
  public AccessRequest with(
      Map<String, RegistryAccess> requestedRoles, Provision requestedProvision) {
    return new AccessRequest(
        namespace,
        labels,
        team,
        adopts,
        deletesTeam,
        role,
        requestedRoles,
        requestedProvision,
        people,
        organizationAccount,
        bucket);
  }
}
