package com.wandb.iam.sandbox.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.SandboxAccountType;
import com.wandb.iam.sandbox.state.TeamRules;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SCIM groups, which are the teams. */
final class ScimGroups {
  private static final Set<String> BUCKET =
      Set.of(
          "name",
          "provider",
          "path",
          "kmsKeyId",
          "awsExternalId",
          "azureTenantId",
          "azureClientId");

  private final WorldState state;
  private final TeamRules teams;
  private final ScimJson json;

  ScimGroups(WorldState state, ScimJson json) {
    this.state = state;
    this.teams = new TeamRules(state);
    this.json = json;
  }

  List<TeamState> list() {
    return List.copyOf(state.teams.values());
  }

  boolean matches(TeamState team, ScimFilter filter) {
    if (!filter.attribute().equals("displayName")) {
      throw Refusal.invalid("unsupported filter attribute: " + filter.attribute());
    }
    return team.name.equals(filter.value());
  }

  TeamState find(String id) {
    return state.teamById(id).orElseThrow(() -> Refusal.notFound("group not found: " + id));
  }

  TeamState create(WireRequest request) {
    ScimBody body = ScimBody.of(request, ScimBody.CORE + "Group");
    body.allowOnly(Set.of("schemas", "displayName", "members", "storageBucket"));
    Set<Account> members = body.has("members") ? accounts(body.node().get("members")) : Set.of();
    TeamState team =
        teams.create(body.required("displayName"), bucket(body.node().path("storageBucket")));
    members.forEach(member -> teams.addMember(team, member, "member"));
    state.presentAccounts().stream()
        .filter(account -> account.type == SandboxAccountType.ORG_SERVICE)
        .forEach(account -> teams.addMember(team, account, "member"));
    return team;
  }

  static TeamState.@Nullable Bucket bucket(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!BUCKET.contains(name)) {
                throw Refusal.invalid("unknown attribute of storageBucket: " + name);
              }
            });
    String provider = ScimBody.text(node.path("provider"), "storageBucket.provider");
    return new TeamState.Bucket(ScimBody.text(node.path("name"), "storageBucket.name"), provider);
  }

  private Set<Account> accounts(JsonNode members) {
    Set<Account> found = new LinkedHashSet<>();
    ScimBody.texts(members, "value").forEach(value -> found.add(account(value)));
    return found;
  }

  private Account account(String idOrEmail) {
    return state
        .accountByIdOrEmail(idOrEmail)
        .filter(json::visible)
        .orElseThrow(() -> Refusal.invalid("unknown member: " + idOrEmail));
  }

  /**
   * Applies all operations, or none if one is invalid. Returns whether the last one removed a
   * member.
   */
  boolean patch(TeamState team, WireRequest request) {
    boolean removed = false;
    Set<Account> members = new LinkedHashSet<>();
    team.members.keySet().forEach(number -> state.present(number).ifPresent(members::add));
    for (ScimBody.Operation operation : ScimBody.of(request, ScimBody.PATCH).operations()) {
      removed = operation.op().equals("remove");
      if (!removed && !operation.path().equals("members")) {
        throw Refusal.invalid("unsupported path: " + operation.path());
      }
      switch (operation.op()) {
        case "add" -> members.addAll(accounts(operation.value()));
        case "replace" -> {
          Set<Account> named = accounts(operation.value());
          members.removeIf(json::visible);
          members.addAll(named);
        }
        default -> remove(members, operation);
      }
    }
    teams.replaceMembers(team, members);
    return removed;
  }

  private void remove(Set<Account> members, ScimBody.Operation operation) {
    if (!operation.path().equals("members")) {
      members.remove(account(ScimFilter.inPath(operation.path(), "members", "value")));
    } else if (operation.hasValue()) {
      members.removeAll(accounts(operation.value()));
    } else {
      members.removeIf(json::visible);
    }
  }

  void replace(TeamState team, WireRequest request) {
    ScimBody body = ScimBody.of(request, ScimBody.CORE + "Group");
    body.allowOnly(Set.of("schemas", "id", "displayName", "members"));
    if (!body.optional("displayName").orElse(team.name).equals(team.name)) {
      throw Refusal.invalid("a team cannot be renamed");
    }
    JsonNode members = body.node().path("members");
    boolean nobody = members.isMissingNode() || members.isNull();
    teams.replaceMembers(team, withHidden(team, nobody ? Set.of() : accounts(members)));
  }

  /** Keeps accounts that SCIM does not show, because the client's list cannot contain them. */
  private Set<Account> withHidden(TeamState team, Set<Account> wanted) {
    Set<Account> all = new LinkedHashSet<>(wanted);
    for (long number : team.members.keySet()) {
      state.present(number).filter(account -> !json.visible(account)).ifPresent(all::add);
    }
    return all;
  }
}
