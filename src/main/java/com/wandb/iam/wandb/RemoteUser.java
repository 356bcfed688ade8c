package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account of the server: a person or a service account.
 *
 * @param id the server's id, the same on SCIM and GraphQL
 * @param emails as the server has them; service accounts have none
 * @param type the kind of account, null where the server does not say (before 0.81)
 * @param organizationAdmin whether it administers the organization
 * @param teamRoles role by team name, null where the answer did not carry them
 * @param registryRoles role by registry name, as the server spells it
 * @param created when it was made, null where the server does not say
 * @param version the entity tag of this state, null where the server gave none
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

  /** The first e-mail address, where there is one. */
  public Optional<String> email() {
    return emails.stream().findFirst();
  }
}
