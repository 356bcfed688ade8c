package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.IssuedKey;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** API keys over GraphQL, because SCIM has no keys. */
final class HttpApiKeys implements ApiKeys {
  private final GraphQl graphQl;
  private final ApiKey key;

  HttpApiKeys(GraphQl graphQl, ApiKey key) {
    this.graphQl = graphQl;
    this.key = key;
  }

  /**
   * Ignores values without the form of a key, because a server that stores keys hashed returns null
   * or the beginning of the key.
   */
  @Override
  public Optional<ApiKey> readable(String teamName, String accountId) {
    return graphQl.query(
        "graphql.readKey",
        key,
        "query ReadKey($entity: String!) {entity(name: $entity) {members {id apiKey}}}",
        Json.object().put("entity", teamName),
        data -> readKey(data.path("entity").path("members"), accountId));
  }

  private static Optional<ApiKey> readKey(JsonNode members, String accountId) {
    for (var member : members) {
      var secret = Json.text(member, "apiKey");
      if (accountId.equals(Json.text(member, "id")) && secret != null) {
        return ApiKey.looksLikeKey(secret) ? Optional.of(ApiKey.of(secret)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  @Override
  public List<RemoteKey> of(RemoteMember account) {
    var name = account.username() == null ? account.displayName() : account.username();
    return graphQl.query(
        "graphql.keys",
        key,
        "query Keys($name: String!) {users(query: $name) {edges {node"
            + " {id apiKeys {edges {node {id name description}}}}}}}",
        Json.object().put("name", name),
        data -> keys(data.path("users").path("edges"), String.valueOf(account.userId())));
  }

  /**
   * Throws if the account is not listed. An empty list would be wrong, because the caller may want
   * to revoke all keys.
   */
  private static List<RemoteKey> keys(JsonNode users, String id) {
    for (var user : users) {
      var node = user.path("node");
      if (id.equals(Json.text(node, "id"))) {
        return keys(node);
      }
    }
    throw new WandbException.NotFound("the server does not list the account");
  }

  private static List<RemoteKey> keys(JsonNode user) {
    if (!user.path("apiKeys").path("edges").isArray()) {
      throw new WandbException.Refused(
          WandbException.Refused.Refusal.FORBIDDEN,
          "the server does not show the API keys of this account to the operator");
    }
    var keys = new ArrayList<RemoteKey>();
    user.path("apiKeys").path("edges").forEach(edge -> keys.add(readListed(edge.path("node"))));
    return keys;
  }

  private static RemoteKey readListed(JsonNode node) {
    return new RemoteKey(Json.id(node), Json.text(node, "name"), Json.text(node, "description"));
  }

  @Override
  public RemoteViewer holder(ApiKey holderKey) {
    return graphQl.query(
        "graphql.holder",
        holderKey,
        Viewer.QUERY,
        Json.object(),
        data -> Viewer.read(data.path("viewer")));
  }

  /** Throws if the key is unknown, because the answer then contains no viewer and no list. */
  @Override
  public List<RemoteKey> ofHolder(ApiKey holderKey) {
    return graphQl.query(
        "graphql.holdersKeys",
        holderKey,
        "query HoldersKeys {viewer {apiKeys {edges {node {id name description}}}}}",
        Json.object(),
        data -> keys(data.path("viewer")));
  }

  @Override
  public IssuedKey generate(ApiKey own, String description) {
    return graphQl.mutate(
        "graphql.generateApiKey",
        own,
        "mutation GenerateApiKey($description: String)"
            + " {generateApiKey(input: {description: $description}) {apiKey {id name}}}",
        Json.object().put("description", description),
        data -> readIssued(data.path("generateApiKey").path("apiKey")));
  }

  private static IssuedKey readIssued(JsonNode created) {
    var id = Json.id(created);
    var secret = Json.required(created, "name");
    if (!ApiKey.looksLikeKey(secret)) {
      throw Malformed.answer("the new API key does not have the form of one");
    }
    return new IssuedKey(id, ApiKey.of(secret));
  }

  @Override
  public void revoke(String keyId) {
    try {
      graphQl.succeed(
          "graphql.deleteApiKey",
          key,
          "mutation DeleteApiKey($id: String!) {deleteApiKey(input: {id: $id}) {success}}",
          Json.object().put("id", keyId),
          "deleteApiKey");
    } catch (WandbException.NotFound alreadyRevoked) {
      // Treated as success, because the key was revoked already.
    }
  }
}
