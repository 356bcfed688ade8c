package com.wandb.iam.sandbox.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.AccountRules;
import com.wandb.iam.sandbox.state.ProjectState;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.RegistryRules;
import com.wandb.iam.sandbox.state.SandboxAccountType;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.TeamRules;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** SCIM users: users and, on newer servers, service accounts. */
final class ScimUsers {
  private static final Set<String> PERSON =
      Set.of(
          "schemas",
          "userName",
          "emails",
          "displayName",
          "name",
          "active",
          "modelsSeat",
          "weaveRole",
          "accountType");
  private static final Set<String> SERVICE =
      Set.of(
          "schemas", "userName", "displayName", "accountType", "active", ScimBody.TEAMS_EXTENSION);

  private final WorldState state;
  private final AccountRules accounts;
  private final TeamRules teams;
  private final RegistryRules registries;
  private final ScimJson json;

  ScimUsers(WorldState state, ScimJson json) {
    this.state = state;
    this.accounts = new AccountRules(state);
    this.teams = new TeamRules(state);
    this.registries = new RegistryRules(state);
    this.json = json;
  }

  List<Account> list() {
    return state.presentAccounts().stream().filter(json::listed).toList();
  }

  boolean matches(Account account, ScimFilter filter) {
    return switch (filter.attribute()) {
      case "userName" -> account.username.equals(filter.value());
      case "emails.value" -> filter.value().equalsIgnoreCase(account.email);
      default -> throw Refusal.invalid("unsupported filter attribute: " + filter.attribute());
    };
  }

  Account find(String id) {
    boolean byEmail = state.version.serviceAccountsThroughScim();
    return (byEmail ? state.accountByIdOrEmail(id) : state.accountById(id))
        .filter(json::visible)
        .orElseThrow(() -> Refusal.notFound("user not found: " + id));
  }

  Account create(WireRequest request) {
    ScimBody body = ScimBody.of(request, ScimBody.CORE + "User");
    String type = body.optional("accountType").orElse("USER");
    if (body.has("accountType") && !state.version.serviceAccountsThroughScim()) {
      throw Refusal.invalid("unknown attribute: accountType");
    }
    return switch (type) {
      case "USER" -> createPerson(body);
      case "SERVICE" -> createService(body, SandboxAccountType.SERVICE);
      case "ORG_SERVICE" -> createService(body, SandboxAccountType.ORG_SERVICE);
      default -> throw Refusal.invalid("unknown accountType: " + type);
    };
  }

  private Account createPerson(ScimBody body) {
    body.allowOnly(PERSON);
    String email = body.email().orElseThrow(() -> Refusal.invalid("emails is required"));
    body.optional("modelsSeat").ifPresent(ScimUsers::checkSeat);
    body.optional("weaveRole").ifPresent(ScimUsers::checkSeat);
    Account person = accounts.createPerson(body.required("userName"), email, "member");
    body.optional("displayName").ifPresent(name -> person.displayName = name);
    person.modelsSeat = body.optional("modelsSeat").orElse(null);
    person.weaveRole = body.optional("weaveRole").orElse(null);
    return person;
  }

  private static void checkSeat(String seat) {
    if (!AccountRules.SEATS.contains(seat)) {
      throw Refusal.invalid("must be one of full, viewer, none: " + seat);
    }
  }

  private Account createService(ScimBody body, SandboxAccountType type) {
    if (!body.schemas().contains(ScimBody.TEAMS_EXTENSION)) {
      throw Refusal.invalid("schemas must hold " + ScimBody.TEAMS_EXTENSION);
    }
    body.allowOnly(SERVICE);
    String home =
        ScimBody.text(
            body.node().path(ScimBody.TEAMS_EXTENSION).path("defaultTeam"), "defaultTeam");
    TeamState team =
        state.team(home).orElseThrow(() -> Refusal.invalid("unknown defaultTeam: " + home));
    Account account = accounts.createServiceAccount(body.required("userName"), type);
    teams.addMember(team, account, "member");
    return account;
  }

  void patch(Account account, WireRequest request) {
    List<ScimBody.Operation> operations = ScimBody.of(request, ScimBody.PATCH).operations();
    refuseServiceAccount(account);
    operations.forEach(operation -> patch(account, operation));
  }

  private static void refuseServiceAccount(Account account) {
    if (!account.isPerson()) {
      throw Refusal.invalid("service accounts cannot be changed");
    }
  }

  private void patch(Account account, ScimBody.Operation operation) {
    String path = operation.path();
    if (path.startsWith("registryRoles")) {
      patchRegistryRoles(account, operation);
      return;
    }
    if (!operation.op().equals("replace")) {
      throw Refusal.invalid("unsupported op " + operation.op() + " for path " + path);
    }
    JsonNode value = operation.value();
    switch (path) {
      case "organizationRole" -> accounts.setOrganizationRole(account, ScimBody.text(value, path));
      case "teamRoles" -> teams.replaceRoles(account, pairs(value, "teamName"));
      case "displayName" -> account.displayName = ScimBody.text(value, path);
      case "emails" -> accounts.changeEmail(account, ScimBody.email(value));
      case "modelsSeat" -> account.modelsSeat = seat(value, path);
      case "weaveRole" -> account.weaveRole = seat(value, path);
      case "" -> setActive(account, value);
      default -> throw Refusal.invalid("unsupported path: " + path);
    }
    account.touch(state.now());
  }

  private void setActive(Account account, JsonNode value) {
    if (!value.isObject() || value.size() != 1 || !value.path("active").isBoolean()) {
      throw Refusal.invalid("without a path the value must be {\"active\": true|false}");
    }
    accounts.setActive(account, value.path("active").asBoolean());
  }

  private static String seat(JsonNode value, String path) {
    String seat = ScimBody.text(value, path);
    checkSeat(seat);
    return seat;
  }

  private static Map<String, String> pairs(JsonNode list, String name) {
    List<String> names = ScimBody.texts(list, name);
    List<String> roles = ScimBody.texts(list, "roleName");
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (pairs.put(names.get(i), roles.get(i)) != null) {
        throw Refusal.invalid(names.get(i) + " stands there twice");
      }
    }
    return pairs;
  }

  private void patchRegistryRoles(Account account, ScimBody.Operation operation) {
    if (operation.path().equals("registryRoles")) {
      if (operation.hasValue() && !operation.op().equals("remove")) {
        Map<String, String> roles = pairs(operation.value(), "registryName");
        if (operation.op().equals("replace")
            && state.isOn(SandboxSwitch.REGISTRY_ROLES_REPLACE_ALL)) {
          state.registries().stream()
              .filter(registry -> !roles.containsKey(registry.registryName()))
              .forEach(registry -> registries.remove(registry, account));
        }
        roles.forEach((name, role) -> registries.setRole(registry(name), account, role));
      } else {
        state.registries().forEach(registry -> registries.remove(registry, account));
      }
      return;
    }
    String name = ScimFilter.inPath(operation.path(), "registryRoles", "registryName");
    if (operation.op().equals("add") || operation.hasValue()) {
      throw Refusal.invalid("path " + operation.path() + " only removes");
    }
    registries.remove(registry(name), account);
  }

  private ProjectState registry(String name) {
    return state.registry(name).orElseThrow(() -> Refusal.invalid("unknown registry: " + name));
  }

  /** Replaces the attributes that a PUT may replace: names, email and the active flag. */
  void replace(Account account, WireRequest request) {
    ScimBody body = ScimBody.of(request, ScimBody.CORE + "User");
    refuseServiceAccount(account);
    body.allowOnly(Set.of("schemas", "id", "userName", "emails", "displayName", "name", "active"));
    accounts.rename(account, body.required("userName"));
    body.email().ifPresent(email -> accounts.changeEmail(account, email));
    body.optional("displayName").ifPresent(name -> account.displayName = name);
    if (body.has("active")) {
      accounts.setActive(account, body.node().get("active").asBoolean());
    }
    account.touch(state.now());
  }

  void delete(Account account) {
    accounts.delete(account);
  }
}
