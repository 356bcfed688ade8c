package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Account on the server: a user or a service account.
 *
 * @param id the id of the account, the same in SCIM and GraphQL
 * @param emails in the server's spelling. Service accounts have none.
 * @param type the type of the account, or null if the server does not return it (before 0.81)
 * @param organizationAdmin whether it administers the organization
 * @param teamRoles role by team name, or null if the answer did not contain them
 * @param registryRoles role by registry name, in the server's spelling
 * @param created time of creation, or null if the server does not return it
 * @param version the entity tag of this state, or null if the server returned none
 */
public record RemoteUser(
    String id,
    String username,
    List<String> emails,
    @Nullable String displayName,
    boolean active,
    @Nullable AccountType type,
    boolean organizationAdmin,
    @Nullable Map<String, TeamRole> teamRoles,
    Map<String, String> registryRoles,
    @Nullable Instant created,
    @Nullable String version) {
  public RemoteUser {
    emails = List.copyOf(emails);
    teamRoles = teamRoles == null ? null : Map.copyOf(teamRoles);
    registryRoles = Map.copyOf(registryRoles);
  }

  /** Returns the first email address, if there is one. */
  public Optional<String> email() {
    return emails.stream().findFirst();
  }
}
