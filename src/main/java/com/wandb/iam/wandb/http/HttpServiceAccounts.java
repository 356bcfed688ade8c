package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.ServiceAccounts;
import com.wandb.iam.wandb.Teams;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** W&amp;B service accounts over GraphQL or SCIM, depending on the version of the server. */
final class HttpServiceAccounts implements ServiceAccounts {
  private final Scim scim;
  private final GraphQl graphQl;
  private final ApiKey key;
  private final Teams teams;
  private final Invitations invitations;
  private final Supplier<Set<Capability>> capabilities;

  /**
   * @param capabilities returns the result of the latest probe
   */
  HttpServiceAccounts(
      Scim scim, GraphQl graphQl, ApiKey key, Teams teams, Supplier<Set<Capability>> capabilities) {
    this.scim = scim;
    this.graphQl = graphQl;
    this.key = key;
    this.teams = teams;
    this.invitations = new Invitations(graphQl, key);
    this.capabilities = capabilities;
  }

  @Override
  public String create(String teamName, String name) {
    return capabilities.get().contains(Capability.HASHED_KEYS)
        ? createThroughScim(teamName, name, "SERVICE")
        : createThroughGraphQl(teamName, name);
  }

  @Override
  public String createForOrganization(String teamName, String name) {
    return createThroughScim(teamName, name, "ORG_SERVICE");
  }

  private String createThroughScim(String teamName, String name, String type) {
    var body = Json.object();
    body.putArray("schemas").add(Scim.USER_SCHEMA).add(Scim.TEAMS_SCHEMA);
    body.put("userName", name);
    body.put("accountType", type);
    body.putObject(Scim.TEAMS_SCHEMA).put("defaultTeam", teamName);
    return scim.post("scim.users.create", "Users", body, ScimDocuments::user).id();
  }

  private String createThroughGraphQl(String teamName, String name) {
    return graphQl.mutate(
        "graphql.createServiceAccount",
        key,
        "mutation CreateServiceAccount($entity: String!, $description: String!)"
            + " {createServiceAccount(input: {entityName: $entity, description: $description})"
            + " {user {id}}}",
        Json.object().put("entity", teamName).put("description", name),
        data -> Json.id(data.path("createServiceAccount").path("user")));
  }

  @Override
  public Optional<RemoteMember> byName(String teamName, String name) {
    return teams.rosters(List.of(teamName)).stream()
        .flatMap(roster -> roster.members().stream())
        .filter(member -> member.type() == AccountType.SERVICE)
        .filter(member -> name.equals(member.username()) || name.equals(member.displayName()))
        .findFirst();
  }

  /**
   * Deletes through SCIM, which supports service accounts since 0.81. On earlier versions, deletes
   * the account's membership as the SDK does, through the invitation API.
   */
  @Override
  public void delete(String teamName, String id) {
    try {
      if (capabilities.get().contains(Capability.SCIM_SERVICE_ACCOUNTS)) {
        scim.delete("scim.users.delete", "Users", id);
      } else {
        invitations.delete(teamName, id);
      }
    } catch (WandbException.NotFound alreadyDeleted) {
      // Treated as success, because the account was deleted already.
    }
  }
}
