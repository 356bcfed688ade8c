package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.Malformed;

/** Invitations into teams, through GraphQL, which alone knows them. */
final class Invitations {
  private final GraphQl graphQl;
  private final ApiKey key;

  Invitations(GraphQl graphQl, ApiKey key) {
    this.graphQl = graphQl;
    this.key = key;
  }

  /** Invites as a Member: the input's {@code admin} is never sent. */
  void create(String teamName, String email) {
    graphQl.mutate(
        "graphql.createInvite",
        key,
        "mutation CreateInvite($entity: String!, $email: String)"
            + " {createInvite(input: {entityName: $entity, email: $email}) {invite {id}}}",
        Json.object().put("entity", teamName).put("email", email),
        Invitations::made);
  }

  /** An account that is a member at once may have no invitation; an answer there is in any case. */
  private static JsonNode made(JsonNode data) {
    if (!data.path("createInvite").isObject()) {
      throw Malformed.answer("it does not say what became of the invitation");
    }
    return data;
  }

  /**
   * Takes an invitation back or, given the id of an account, takes that account out of the team.
   */
  void delete(String teamName, String id) {
    graphQl.succeed(
        "graphql.deleteInvite",
        key,
        "mutation DeleteInvite($id: String, $entity: String)"
            + " {deleteInvite(input: {id: $id, entityName: $entity}) {success}}",
        Json.object().put("id", id).put("entity", teamName),
        "deleteInvite");
  }
}
