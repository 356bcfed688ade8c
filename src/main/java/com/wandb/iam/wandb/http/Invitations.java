package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.Malformed;

/** Invitations to teams over GraphQL, because SCIM has no invitations. */
final class Invitations {
  private final GraphQl graphQl;
  private final ApiKey key;

  Invitations(GraphQl graphQl, ApiKey key) {
    this.graphQl = graphQl;
    this.key = key;
  }

  /** Invites with the role Member. The input field {@code admin} is never sent. */
  void create(String teamName, String email) {
    graphQl.mutate(
        "graphql.createInvite",
        key,
        "mutation CreateInvite($entity: String!, $email: String)"
            + " {createInvite(input: {entityName: $entity, email: $email}) {invite {id}}}",
        Json.object().put("entity", teamName).put("email", email),
        Invitations::requireResult);
  }

  /**
   * Checks that the answer contains the mutation's result. The invitation itself may be missing,
   * because an existing account becomes a member immediately.
   */
  private static JsonNode requireResult(JsonNode data) {
    if (!data.path("createInvite").isObject()) {
      throw Malformed.answer("it contains no result of the invitation");
    }
    return data;
  }

  /**
   * Withdraws an invitation. If {@code id} is the id of an account, the server removes the account
   * from the team.
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
