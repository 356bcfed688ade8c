package com.wandb.iam.access.tenancy;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a namespace wants of a server, all of it at once: one tenant entry must allow the whole.
 *
 * @param labels the namespace's labels
 * @param team the team that is claimed or worked in
 * @param adopts whether something that exists already would be taken over
 * @param deletesTeam whether the team would be deleted
 * @param role the role to be granted, empty where none is
 * @param registryRoles the roles in registries to be granted
 * @param provision what is wanted for people whom the server does not know
 * @param people each person with all names the person is known by (address, username): one of a
 *     person's names must be allowed
 * @param organizationAccount whether an account of the whole organization is wanted
 * @param bucket the bucket to be used, empty where none is
 */
public record AccessRequest(
    String namespace,
    Map<String, String> labels,
    Optional<String> team,
    boolean adopts,
    boolean deletesTeam,
    Optional<TeamRole> role,
    Set<RegistryAccess> registryRoles,
    Provision provision,
    List<List<String>> people,
    boolean organizationAccount,
    Optional<BucketUse> bucket) {
  public AccessRequest {
    labels = Map.copyOf(labels);
    registryRoles = Set.copyOf(registryRoles);
    people = List.copyOf(people);
  }

  /** A request to claim a team. */
  public static AccessRequest claim(String namespace, Map<String, String> labels, String team) {
    return new AccessRequest(
        namespace,
        labels,
        Optional.of(team),
        false,
        false,
        Optional.empty(),
        Set.of(),
        Provision.NONE,
        List.of(),
        false,
        Optional.empty());
  }

  /** A request to have a service account of the whole organization. */
  public static AccessRequest organizationAccount(String namespace, Map<String, String> labels) {
    return new AccessRequest(
        namespace,
        labels,
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Set.of(),
        Provision.NONE,
        List.of(),
        true,
        Optional.empty());
  }

  /** A request to use a bucket. */
  public static AccessRequest bucket(
      String namespace, Map<String, String> labels, BucketUse bucket) {
    return new AccessRequest(
        namespace,
        labels,
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Set.of(),
        Provision.NONE,
        List.of(),
        false,
        Optional.of(bucket));
  }

  /** The same, taking over what exists. */
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

  /** The same, deleting the team. */
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

  /** The same, granting a role to people. */
  public AccessRequest granting(TeamRole granted, List<List<String>> toWhom) {
    return new AccessRequest(
        namespace,
        labels,
        team,
        adopts,
        deletesTeam,
        Optional.of(granted),
        registryRoles,
        provision,
        toWhom,
        organizationAccount,
        bucket);
  }

  /** The same, granting these roles in registries too, and doing so much for unknown people. */
  public AccessRequest with(Set<RegistryAccess> inRegistries, Provision forTheUnknown) {
    return new AccessRequest(
        namespace,
        labels,
        team,
        adopts,
        deletesTeam,
        role,
        inRegistries,
        forTheUnknown,
        people,
        organizationAccount,
        bucket);
  }
}
