package com.wandb.iam.sandbox.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.RoleState;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireAnswer;
import com.wandb.iam.sandbox.wire.WireRequest;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** SCIM endpoint: allowed calls, ETags, pages and errors. Does not know the caller. */
public final class ScimApi {
  private static final int MOST = 9999;
  private static final String TYPE = "application/scim+json";

  private final WorldState state;
  private final ScimJson json;
  private final ScimUsers users;
  private final ScimGroups groups;
  private final ScimRoles roles;

  public ScimApi(WorldState state) {
    this.state = state;
    this.json = new ScimJson(state);
    this.users = new ScimUsers(state, json);
    this.groups = new ScimGroups(state, json);
    this.roles = new ScimRoles(state);
  }

  public WireAnswer serve(ScimRoute route, WireRequest request) {
    try {
      return route.isWrite()
          ? state.writing(() -> dispatch(route, request))
          : state.reading(() -> dispatch(route, request));
    } catch (Refusal refusal) {
      return error(refusal.status(), refusal.text());
    }
  }

  public static WireAnswer error(int status, String detail) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:Error");
    error.put("detail", detail).put("status", String.valueOf(status));
    return WireAnswer.of(status, TYPE, error.toString());
  }

  private WireAnswer dispatch(ScimRoute route, WireRequest request) {
    return switch (route.resource()) {
      case "users" -> users(route, request);
      case "groups" -> groups(route, request);
      case "roles" -> roles(route, request);
      default -> throw Refusal.notFound("no such resource: " + request.path());
    };
  }

  private WireAnswer users(ScimRoute route, WireRequest request) {
    if (route.id().isEmpty()) {
      return switch (route.method()) {
        case "GET" -> page(request, users.list(), users::matches, user -> json.user(user, true));
        case "POST" -> one(201, json.user(users.create(request), false));
        default -> throw notAllowed(route);
      };
    }
    Account user = users.find(route.id().get());
    guard(request, user.revision);
    switch (route.method()) {
      case "GET" -> {}
      case "PATCH" -> users.patch(user, request);
      case "PUT" -> users.replace(user, request);
      case "DELETE" -> {
        users.delete(user);
        return WireAnswer.empty(204);
      }
      default -> throw notAllowed(route);
    }
    return one(200, json.user(user, false));
  }

  private WireAnswer groups(ScimRoute route, WireRequest request) {
    if (route.id().isEmpty()) {
      return switch (route.method()) {
        case "GET" ->
            page(request, groups.list(), groups::matches, team -> json.group(team, false));
        case "POST" -> one(201, json.group(groups.create(request), false));
        default -> throw notAllowed(route);
      };
    }
    TeamState team = groups.find(route.id().get());
    guard(request, team.revision);
    boolean removed = false;
    switch (route.method()) {
      case "GET" -> {}
      case "PATCH" -> removed = groups.patch(team, request);
      case "PUT" -> groups.replace(team, request);
      default -> throw notAllowed(route);
    }
    return one(200, json.group(team, removed));
  }

  private WireAnswer roles(ScimRoute route, WireRequest request) {
    roles.refuseWithoutLicence();
    if (route.id().isEmpty()) {
      BiPredicate<RoleState, ScimFilter> byName = (_, filter) -> refuse(filter);
      return switch (route.method()) {
        case "GET" -> page(request, roles.list(), byName, json::role);
        case "POST" -> one(201, json.role(roles.create(request)));
        default -> throw notAllowed(route);
      };
    }
    RoleState role = roles.find(route.id().get());
    guard(request, role.revision);
    switch (route.method()) {
      case "GET" -> {}
      case "PATCH" -> roles.patch(role, request);
      case "PUT" -> roles.replace(role, request);
      case "DELETE" -> {
        roles.delete(role);
        return WireAnswer.empty(204);
      }
      default -> throw notAllowed(route);
    }
    return one(200, json.role(role));
  }

  private static boolean refuse(ScimFilter filter) {
    throw Refusal.invalid("roles cannot be filtered by " + filter.attribute());
  }

  private static Refusal notAllowed(ScimRoute route) {
    return Refusal.of(405, "method " + route.method() + " is not allowed on " + route.resource());
  }

  private static void guard(WireRequest request, long revision) {
    request
        .header("if-match")
        .filter(tag -> !tag.equals("*") && !tag.equals(ScimJson.etag(revision)))
        .ifPresent(
            stale -> {
              throw Refusal.of(412, "the resource has changed: " + ScimJson.etag(revision));
            });
  }

  private static WireAnswer one(int status, JsonNode resource) {
    return WireAnswer.of(status, TYPE, resource.toString())
        .with("ETag", resource.path("meta").path("version").asText());
  }

  private static <T> WireAnswer page(
      WireRequest request,
      List<T> all,
      BiPredicate<T, ScimFilter> matches,
      Function<T, ObjectNode> render) {
    var parameters = request.parameters();
    int from = number(parameters.getOrDefault("startIndex", "1"), "startIndex");
    int count = Math.min(MOST, number(parameters.getOrDefault("count", "" + MOST), "count"));
    List<T> found = all;
    if (parameters.containsKey("filter")) {
      ScimFilter filter = ScimFilter.parse(parameters.get("filter"));
      found = all.stream().filter(item -> matches.test(item, filter)).toList();
    }
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    var resources = list.putArray("Resources");
    found.stream().skip(Math.max(0, from - 1)).limit(count).map(render).forEach(resources::add);
    list.put("itemsPerPage", count)
        .put("startIndex", Math.max(1, from))
        .put("totalResults", found.size());
    list.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:ListResponse");
    return WireAnswer.of(200, TYPE, list.toString());
  }

  private static int number(String text, String name) {
    try {
      int number = Integer.parseInt(text);
      if (number < 0) {
        throw Refusal.invalid(name + " must not be negative");
      }
      return number;
    } catch (NumberFormatException notANumber) {
      throw Refusal.invalid(name + " must be a number");
    }
  }
}
