package com.wandb.iam.wandb;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Team: a group in SCIM, an entity in GraphQL.
 *
 * @param memberIds ids of the accounts that SCIM lists, before 0.81 without service accounts
 * @param created time of creation, or null if the server does not return it
 * @param version the entity tag of this state, or null if the server returned none
 */
public record RemoteTeam(
    String id,
    String name,
    List<String> memberIds,
    @Nullable Instant created,
    @Nullable String version) {
  public RemoteTeam {
    memberIds = List.copyOf(memberIds);
  }
}
