package com.wandb.iam.wandb;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A custom role of the organization.
 *
 * @param inheritsViewer true where it inherits from Viewer, false where from Member
 * @param added the permissions it adds itself
 * @param inherited the permissions it has from the role below
 * @param organizationId the organization it belongs to, null where the server does not say
 * @param version the entity tag of this state, null where the server gave none
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
