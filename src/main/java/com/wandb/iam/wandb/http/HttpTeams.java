package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.TeamBucket;
import com.wandb.iam.wandb.Teams;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.Malformed;
import com.wandb.iam.wandb.transport.ServerErrorMessages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Teams over SCIM, with members over GraphQL, because only GraphQL returns roles and account types.
 */
final class HttpTeams implements Teams {
  private static final String TYPE = "Groups";
  private static final int TEAMS_PER_QUERY = 50;
  private static final String ROSTER_FIELDS =
      "{id name isTeam privateOnly members{id username email name admin role pending accountType}}";

  private final Scim scim;
  private final GraphQl graphQl;
  private final ApiKey key;
  private final Invitations invitations;

  HttpTeams(Scim scim, GraphQl graphQl, ApiKey key) {
    this.scim = scim;
    this.graphQl = graphQl;
    this.key = key;
    this.invitations = new Invitations(graphQl, key);
  }

  @Override
  public List<RemoteTeam> list() {
    return scim.list("scim.groups.list", TYPE, ScimDocuments::team);
  }

  @Override
  public Optional<RemoteTeam> byName(String name) {
    return scim
        .search("scim.groups.search", TYPE, "displayName", name, ScimDocuments::team)
        .stream()
        .filter(team -> team.name().equals(name))
        .findFirst();
  }

  @Override
  public Optional<RemoteTeam> byId(String id) {
    return scim.get("scim.groups.get", TYPE, id, ScimDocuments::team);
  }

  @Override
  public RemoteTeam create(String name, Collection<String> memberIds, @Nullable TeamBucket bucket) {
    var body = Json.object();
    body.putArray("schemas").add(Scim.GROUP_SCHEMA);
    body.put("displayName", name);
    var members = body.putArray("members");
    memberIds.forEach(id -> members.addObject().put("value", id));
    if (bucket != null) {
      describe(body.putObject("storageBucket"), bucket);
    }
    try {
      return scim.post("scim.groups.create", TYPE, body, ScimDocuments::team);
    } catch (WandbException.Invalid error) {
      throw bucket == null ? error : ServerErrorMessages.aboutBucket(error).orElse(error);
    }
  }

  /**
   * Writes the bucket. Omits attributes without a value, because the server rejects attributes that
   * it does not expect.
   */
  private static void describe(ObjectNode body, TeamBucket bucket) {
    body.put("name", bucket.name()).put("provider", bucket.provider());
    put(body, "path", bucket.path());
    put(body, "kmsKeyId", bucket.kmsKeyId());
    put(body, "awsExternalId", bucket.awsExternalId());
    put(body, "azureTenantId", bucket.azureTenantId());
    put(body, "azureClientId", bucket.azureClientId());
  }

  private static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  @Override
  public void addMembers(String teamId, Collection<String> userIds) {
    var change = Json.object().put("op", "add").put("path", "members");
    var value = change.putArray("value");
    userIds.forEach(id -> value.addObject().put("value", id));
    scim.patch("scim.groups.patch", TYPE, teamId, change);
  }

  @Override
  public void removeMember(String teamId, String userId) {
    var path = "members[value eq " + Scim.quoted(userId) + "]";
    scim.patch(
        "scim.groups.patch", TYPE, teamId, Json.object().put("op", "remove").put("path", path));
  }

  @Override
  public void invite(String teamName, String email) {
    invitations.create(teamName, email);
  }

  @Override
  public void withdrawInvitation(String teamName, String invitationId) {
    try {
      invitations.delete(teamName, invitationId);
    } catch (WandbException.NotFound noLongerOpen) {
      // Treated as success, because the invitation was accepted or withdrawn already.
    }
  }

  @Override
  public void delete(String name) {
    graphQl.succeed(
        "graphql.deleteTeam",
        key,
        "mutation DeleteTeam($team: String!) {deleteTeam(input: {teamName: $team}) {success}}",
        Json.object().put("team", name),
        "deleteTeam");
  }

  @Override
  public List<RemoteRoster> rosters(Collection<String> names) {
    var all = List.copyOf(names);
    var found = new ArrayList<RemoteRoster>();
    for (int from = 0; from < all.size(); from += TEAMS_PER_QUERY) {
      found.addAll(queryRosters(all.subList(from, Math.min(all.size(), from + TEAMS_PER_QUERY))));
    }
    return found;
  }

  private List<RemoteRoster> queryRosters(List<String> names) {
    var parameters = new StringBuilder();
    var fields = new StringBuilder();
    var variables = Json.object();
    for (int i = 0; i < names.size(); i++) {
      parameters.append(i == 0 ? "" : ", ").append("$n").append(i).append(": String!");
      fields
          .append(" t")
          .append(i)
          .append(": entity(name: $n")
          .append(i)
          .append(") ")
          .append(ROSTER_FIELDS);
      variables.put("n" + i, names.get(i));
    }
    return graphQl.query(
        "graphql.rosters",
        key,
        "query Rosters(" + parameters + ") {" + fields + "}",
        variables,
        data -> rosters(data, names.size()));
  }

  /**
   * Reads the rosters. Skips entities that are not teams, because every user has an entity with the
   * username as its name.
   */
  private static List<RemoteRoster> rosters(JsonNode data, int requested) {
    var found = new ArrayList<RemoteRoster>();
    for (int i = 0; i < requested; i++) {
      var entity = data.path("t" + i);
      if (entity.isObject() && entity.path("isTeam").asBoolean(true)) {
        found.add(roster(entity));
      }
    }
    return found;
  }

  /** Reads a roster. Throws if the list of members is missing, because every team has members. */
  private static RemoteRoster roster(JsonNode entity) {
    if (!entity.path("members").isArray()) {
      throw Malformed.answer("a team has no list of members");
    }
    var members = new ArrayList<RemoteMember>();
    entity.path("members").forEach(member -> members.add(member(member)));
    return new RemoteRoster(
        Json.id(entity),
        Json.required(entity, "name"),
        entity.path("privateOnly").asBoolean(false),
        members);
  }

  private static RemoteMember member(JsonNode member) {
    var role = Json.text(member, "role");
    var type = ScimDocuments.accountType(Json.text(member, "accountType"));
    boolean pending = member.path("pending").asBoolean(false);
    var id = Json.text(member, "id") == null ? null : Json.id(member);
    return new RemoteMember(
        pending ? null : id,
        pending ? id : null,
        Json.label(member, "username"),
        Json.label(member, "email"),
        Objects.requireNonNullElse(Json.label(member, "name"), ""),
        role != null
            ? ScimDocuments.role(role)
            : member.path("admin").asBoolean(false)
                ? TeamRole.BuiltIn.ADMIN
                : TeamRole.BuiltIn.MEMBER,
        type == null ? AccountType.USER : type,
        pending);
  }
}
