package com.wandb.iam.wandb;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Custom role of the organization.
 *
 * @param inheritsViewer true if it inherits from Viewer, false if it inherits from Member
 * @param added the permissions that it adds
 * @param inherited the permissions that it inherits
 * @param organizationId the id of its organization, or null if the server does not return it
 * @param version the entity tag of this state, or null if the server returned none
 */
public record RemoteRole(
    String id,
    String name,
    String description,
    boolean inheritsViewer,
    Set<String> added,
    Set<String> inherited,
    @Nullable String organizationId,
    @Nullable Instant created,
    @Nullable String version) {
  public RemoteRole {
    added = Set.copyOf(added);
    inherited = Set.copyOf(inherited);
  }
}
