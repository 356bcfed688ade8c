package com.wandb.iam.wandb;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A team: what SCIM calls a group and GraphQL an entity.
 *
 * @param memberIds ids of the accounts SCIM lists; before 0.81 without service accounts
 * @param created when it was made, null where the server does not say
 * @param version the entity tag of this state, null where the server gave none
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
