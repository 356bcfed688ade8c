package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.IssuedKey;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** API keys through GraphQL, which alone knows them. */
final class HttpApiKeys implements ApiKeys {
  private final GraphQl graphQl;
  private final ApiKey key;
  private final Redactor redactor;

  HttpApiKeys(GraphQl graphQl, ApiKey key, Redactor redactor) {
    this.graphQl = graphQl;
    this.key = key;
    this.redactor = redactor;
  }

  @Override
  public Optional<ApiKey> readable(String teamName, String accountId) {
    var data =
        graphQl.query(
            "graphql.readKey",
            key,
            "query ReadKey($entity: String!) {entity(name: $entity) {members {id apiKey}}}",
            Json.object().put("entity", teamName));
    for (var member : data.path("entity").path("members")) {
      var secret = Json.text(member, "apiKey");
      if (accountId.equals(Json.text(member, "id")) && secret != null) {
        return Optional.of(secret(secret));
      }
    }
    return Optional.empty();
  }

  @Override
  public List<RemoteKey> of(RemoteMember account) {
    var name = account.username() == null ? account.displayName() : account.username();
    var data =
        graphQl.query(
            "graphql.keys",
            key,
            "query Keys($name: String!) {users(query: $name) {edges {node"
                + " {id apiKeys {edges {node {id name description}}}}}}}",
            Json.object().put("name", name));
    var keys = new ArrayList<RemoteKey>();
    for (var user : data.path("users").path("edges")) {
      if (String.valueOf(account.userId()).equals(Json.text(user.path("node"), "id"))) {
        user.path("node")
            .path("apiKeys")
            .path("edges")
            .forEach(edge -> keys.add(listed(edge.path("node"))));
      }
    }
    return keys;
  }

  private static RemoteKey listed(JsonNode node) {
    return new RemoteKey(
        Json.required(node, "id"), Json.text(node, "name"), Json.text(node, "description"));
  }

  @Override
  public RemoteViewer holder(ApiKey other) {
    redactor.hide(other);
    var data = graphQl.query("graphql.holder", other, Viewer.QUERY, Json.object());
    return Viewer.read(data.path("viewer"));
  }

  @Override
  public IssuedKey generate(ApiKey own, String description) {
    redactor.hide(own);
    var data =
        graphQl.mutate(
            "graphql.generateApiKey",
            own,
            "mutation GenerateApiKey($description: String)"
                + " {generateApiKey(input: {description: $description}) {apiKey {id name}}}",
            Json.object().put("description", description));
    var made = data.path("generateApiKey").path("apiKey");
    return new IssuedKey(Json.required(made, "id"), secret(Json.required(made, "name")));
  }

  private ApiKey secret(String text) {
    if (!ApiKey.looksLikeKey(text)) {
      throw Malformed.answer("what should be a key does not look like one");
    }
    var secret = ApiKey.of(text);
    redactor.hide(secret);
    return secret;
  }

  @Override
  public void revoke(String keyId) {
    try {
      graphQl.mutate(
          "graphql.deleteApiKey",
          key,
          "mutation DeleteApiKey($id: String!) {deleteApiKey(input: {id: $id}) {success}}",
          Json.object().put("id", keyId));
    } catch (WandbException.NotFound gone) {
      // Revoked already: the end is the same.
    }
  }
}
