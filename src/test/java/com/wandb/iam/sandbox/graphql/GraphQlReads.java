package com.wandb.iam.sandbox.graphql;

import static com.wandb.iam.sandbox.graphql.GraphQlTypes.of;

import com.wandb.iam.sandbox.graphql.GraphQlTypes.Connection;
import com.wandb.iam.sandbox.graphql.GraphQlTypes.MemberView;
import com.wandb.iam.sandbox.graphql.GraphQlTypes.RoleName;
import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.ProjectState;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WireId;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queries, and the types that read other objects: entities and projects. */
final class GraphQlReads {
  /** Role of a user or a team in a project. */
  private record Seat(Object holder, RoleName role) {
    Account account() {
      return (Account) holder;
    }
  }

  private GraphQlReads() {}

  /** Resolves one field from the call and the field's arguments. */
  interface Answering {
    @Nullable Object answer(GraphQlCall call, DataFetchingEnvironment environment);
  }

  static DataFetcher<Object> field(Answering answering) {
    return environment ->
        answering.answer(environment.getGraphQlContext().get(GraphQlCall.class), environment);
  }

  static void wire(RuntimeWiring.Builder wiring) {
    wiring.type(
        "Query",
        t ->
            t.dataFetcher("viewer", field((call, _) -> call.caller))
                .dataFetcher(
                    "users",
                    field((call, environment) -> users(call, environment.getArgument("query"))))
                .dataFetcher(
                    "entity",
                    field((call, environment) -> entity(call, environment.getArgument("name"))))
                .dataFetcher(
                    "project",
                    field(
                        (call, e) ->
                            project(call, e.getArgument("entityName"), e.getArgument("name"))))
                .dataFetcher(
                    "models", field((call, e) -> projects(call, e.getArgument("entityName"), e)))
                .dataFetcher(
                    "organization", field((call, e) -> organization(call, e.getArgument("name"))))
                .dataFetcher("serverInfo", field((call, _) -> call.state)));
    entityType(wiring);
    projectType(wiring);
  }

  /** Searches users by part of an email or name; without a query, returns all users. */
  private static Object users(GraphQlCall call, @Nullable String query) {
    call.refuseUnless(call.isAdmin());
    String part = query == null ? "" : query.toLowerCase(Locale.ROOT);
    return Connection.of(
        call.state.presentAccounts().stream().filter(account -> contains(account, part)).toList());
  }

  private static boolean contains(Account account, String part) {
    return account.username.toLowerCase(Locale.ROOT).contains(part)
        || account.displayName.toLowerCase(Locale.ROOT).contains(part)
        || (account.email != null && account.email.toLowerCase(Locale.ROOT).contains(part));
  }

  /** Returns null both for an unknown entity and for one that the caller must not see. */
  private static @Nullable EntityView entity(GraphQlCall call, @Nullable String name) {
    return EntityView.find(call.state, name == null ? "" : name)
        .filter(entity -> visible(call, entity))
        .orElse(null);
  }

  private static boolean visible(GraphQlCall call, EntityView entity) {
    return call.isAdmin()
        || (entity.team() == null
            ? entity.owner() == null || entity.owner() == call.caller
            : call.isMember(entity.team()));
  }

  static @Nullable ProjectState project(
      GraphQlCall call, @Nullable String entityName, @Nullable String name) {
    EntityView entity = entity(call, entityName);
    return entity == null
        ? null
        : call.state.project(entity.name(), name == null ? "" : name).orElse(null);
  }

  private static @Nullable Object organization(GraphQlCall call, @Nullable String name) {
    return call.state.organizationName.equals(name) ? call.state : null;
  }

  private static @Nullable Object projects(
      GraphQlCall call, @Nullable String entityName, DataFetchingEnvironment environment) {
    if (entity(call, entityName) == null) {
      return null;
    }
    List<ProjectState> all =
        call.state.projects.values().stream()
            .filter(project -> project.entityName.equals(entityName))
            .toList();
    Integer first = environment.getArgument("first");
    int from =
        Optional.ofNullable(environment.<String>getArgument("after"))
            .map(Integer::parseInt)
            .orElse(0);
    int to = Math.min(all.size(), from + (first == null ? 50 : first));
    return new Connection(all.subList(Math.min(from, to), to), String.valueOf(to), to < all.size());
  }

  private static void entityType(RuntimeWiring.Builder wiring) {
    wiring.type(
        "Entity",
        t ->
            t.dataFetcher("id", of(EntityView.class, EntityView::id))
                .dataFetcher("name", of(EntityView.class, EntityView::name))
                .dataFetcher("available", _ -> false)
                .dataFetcher("photoUrl", _ -> null)
                .dataFetcher("limits", _ -> "{}")
                .dataFetcher("readOnly", _ -> false)
                .dataFetcher("readOnlyAdmin", _ -> false)
                .dataFetcher("isTeam", of(EntityView.class, entity -> entity.team() != null))
                .dataFetcher("entityType", of(EntityView.class, EntityView::type))
                .dataFetcher("privateOnly", of(EntityView.class, EntityView::privateOnly))
                .dataFetcher("storageBytes", _ -> 0L)
                .dataFetcher("codeSavingEnabled", _ -> true)
                .dataFetcher("defaultAccess", _ -> "PRIVATE")
                .dataFetcher("isPaid", _ -> true)
                .dataFetcher("members", of(EntityView.class, GraphQlReads::members))
                .dataFetcher(
                    "organization",
                    of(EntityView.class, (e, call) -> e.owner() == null ? call.state : null))
                .dataFetcher("user", of(EntityView.class, EntityView::owner))
                .dataFetcher(
                    "project",
                    field(
                        (call, e) ->
                            project(call, e.<EntityView>getSource().name(), e.getArgument("name"))))
                .dataFetcher(
                    "projects",
                    field((call, e) -> projects(call, e.<EntityView>getSource().name(), e))));
  }

  private static Object members(EntityView entity, GraphQlCall call) {
    List<MemberView> members = new ArrayList<>();
    Account owner = entity.owner();
    if (owner != null) {
      members.add(new MemberView(null, owner, "admin", null));
    }
    TeamState team = entity.team();
    if (team != null) {
      team.members.forEach(
          (number, role) ->
              members.add(new MemberView(team, call.state.accounts.get(number), role, null)));
      team.invites.forEach(
          invite ->
              members.add(new MemberView(team, null, invite.admin() ? "admin" : "member", invite)));
    }
    return members;
  }

  private static void projectType(RuntimeWiring.Builder wiring) {
    wiring.type(
        "Project",
        t ->
            t.dataFetcher("id", of(ProjectState.class, ProjectState::id))
                .dataFetcher(
                    "internalId",
                    of(ProjectState.class, p -> WireId.of("ProjectInternalId", p.number)))
                .dataFetcher("name", of(ProjectState.class, p -> p.name))
                .dataFetcher("entityName", of(ProjectState.class, p -> p.entityName))
                .dataFetcher(
                    "entity",
                    of(
                        ProjectState.class,
                        (p, call) -> EntityView.find(call.state, p.entityName).orElseThrow()))
                .dataFetcher("description", of(ProjectState.class, p -> p.description))
                .dataFetcher("createdAt", of(ProjectState.class, p -> p.created.toString()))
                .dataFetcher("updatedAt", of(ProjectState.class, p -> p.modified.toString()))
                .dataFetcher("access", of(ProjectState.class, p -> p.access))
                .dataFetcher("views", _ -> "{}")
                .dataFetcher("readOnly", _ -> false)
                .dataFetcher("isBenchmark", _ -> false)
                .dataFetcher(
                    "allowAllArtifactTypesInRegistry",
                    of(ProjectState.class, p -> p.allowAllArtifactTypes))
                .dataFetcher(
                    "artifactTypes", of(ProjectState.class, p -> Connection.of(p.artifactTypes)))
                .dataFetcher("user", _ -> null)
                .dataFetcher("members", of(ProjectState.class, GraphQlReads::userSeats))
                .dataFetcher("teamMembers", of(ProjectState.class, GraphQlReads::teamSeats)));
    wiring.type(
        "ProjectMember",
        t ->
            t.dataFetcher("id", of(Seat.class, seat -> seat.account().id()))
                .dataFetcher("name", of(Seat.class, seat -> seat.account().displayName))
                .dataFetcher("username", of(Seat.class, seat -> seat.account().username))
                .dataFetcher("email", of(Seat.class, seat -> seat.account().email))
                .dataFetcher("role", of(Seat.class, Seat::role)));
    wiring.type(
        "ProjectTeamMember",
        t ->
            t.dataFetcher("team", of(Seat.class, Seat::holder))
                .dataFetcher("role", of(Seat.class, Seat::role)));
  }

  private static Object userSeats(ProjectState project, GraphQlCall call) {
    List<Seat> seats = new ArrayList<>();
    project.users.forEach(
        (number, role) -> seats.add(new Seat(call.state.accounts.get(number), new RoleName(role))));
    return seats;
  }

  private static Object teamSeats(ProjectState project, GraphQlCall call) {
    List<Seat> seats = new ArrayList<>();
    project.teams.forEach(
        (number, role) ->
            seats.add(new Seat(EntityView.of(call.state.teams.get(number)), new RoleName(role))));
    return seats;
  }
}
