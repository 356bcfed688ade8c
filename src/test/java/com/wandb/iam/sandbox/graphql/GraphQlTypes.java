package com.wandb.iam.sandbox.graphql;

import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.KeyStore;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import graphql.schema.DataFetcher;
import graphql.schema.idl.RuntimeWiring;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Readers for the fields of simple types. A field of the schema without a reader fails when a query
 * uses it.
 */
final class GraphQlTypes {
  /** A member of a team, or an invitation to it. */
  record MemberView(
      @Nullable TeamState team,
      @Nullable Account account,
      String role,
      TeamState.@Nullable Invite invite) {}

  /** One item of a connection. */
  record Edge(Object node) {}

  /** A connection: all of it, or one page. */
  record Connection(List<?> nodes, @Nullable String endCursor, boolean hasNextPage) {
    static Connection of(List<?> nodes) {
      return new Connection(nodes, null, false);
    }

    List<Edge> edges() {
      return nodes.stream().map(Edge::new).toList();
    }
  }

  /** A custom role or a built-in one, in fields that return an object. */
  record RoleName(String name) {}

  private GraphQlTypes() {}

  static <T> DataFetcher<Object> of(Class<T> type, Function<T, @Nullable Object> read) {
    return environment -> read.apply(type.cast(environment.getSource()));
  }

  static <T> DataFetcher<Object> of(
      Class<T> type, BiFunction<T, GraphQlCall, @Nullable Object> read) {
    return environment -> {
      GraphQlCall call = environment.getGraphQlContext().get(GraphQlCall.class);
      return read.apply(type.cast(environment.getSource()), call);
    };
  }

  static void wire(RuntimeWiring.Builder wiring) {
    connections(wiring);
    user(wiring);
    member(wiring);
    payloads(wiring);
    server(wiring);
  }

  private static void connections(RuntimeWiring.Builder wiring) {
    for (String type : List.of("User", "ApiKey", "Entity", "Project", "ArtifactType")) {
      wiring.type(
          type + "Connection",
          t -> t.dataFetcher("edges", of(Connection.class, Connection::edges)));
      wiring.type(type + "Edge", t -> t.dataFetcher("node", of(Edge.class, Edge::node)));
    }
    wiring.type("ProjectConnection", t -> t.dataFetcher("pageInfo", of(Connection.class, c -> c)));
    wiring.type(
        "PageInfo",
        t ->
            t.dataFetcher("endCursor", of(Connection.class, Connection::endCursor))
                .dataFetcher("hasNextPage", of(Connection.class, Connection::hasNextPage)));
    wiring.type("ArtifactType", t -> t.dataFetcher("name", of(String.class, name -> name)));
    wiring.type("Role", t -> t.dataFetcher("name", of(RoleName.class, RoleName::name)));
  }

  private static void user(RuntimeWiring.Builder wiring) {
    wiring.type(
        "User",
        t ->
            t.dataFetcher("id", of(Account.class, Account::id))
                .dataFetcher("name", of(Account.class, a -> a.displayName))
                .dataFetcher("username", of(Account.class, a -> a.username))
                .dataFetcher("email", of(Account.class, a -> a.email))
                .dataFetcher("photoUrl", of(Account.class, _ -> null))
                .dataFetcher("admin", of(Account.class, Account::hasAdminRights))
                .dataFetcher("flags", of(Account.class, _ -> "{}"))
                .dataFetcher("entity", of(Account.class, GraphQlTypes::defaultEntity))
                .dataFetcher("accountType", of(Account.class, a -> a.type.name()))
                .dataFetcher(
                    "deletedAt",
                    of(Account.class, a -> a.deletedAt == null ? null : a.deletedAt.toString()))
                .dataFetcher("apiKeys", of(Account.class, GraphQlTypes::keys))
                .dataFetcher("teams", of(Account.class, GraphQlTypes::teams))
                .dataFetcher("organizations", of(Account.class, (_, call) -> List.of(call.state))));
    wiring.type(
        "ApiKey",
        t ->
            t.dataFetcher("id", environment -> key(environment.getSource()).id())
                .dataFetcher("name", environment -> keyName(environment.getSource()))
                .dataFetcher("description", environment -> key(environment.getSource()).description)
                .dataFetcher(
                    "createdAt", environment -> key(environment.getSource()).created.toString()));
  }

  /** A new key shows its secret; a listed one only its prefix. */
  record FreshKey(KeyStore.Key key) {}

  private static KeyStore.Key key(@Nullable Object source) {
    return source instanceof FreshKey(KeyStore.Key key)
        ? key
        : (KeyStore.Key) Optional.ofNullable(source).orElseThrow();
  }

  private static String keyName(@Nullable Object source) {
    return source instanceof FreshKey(KeyStore.Key key) ? key.secret : key(source).listedName();
  }

  private static @Nullable Object defaultEntity(Account account, GraphQlCall call) {
    return account.isPerson()
        ? account.username
        : call.state.teamsOf(account).stream().map(team -> team.name).findFirst().orElse(null);
  }

  private static @Nullable Object keys(Account account, GraphQlCall call) {
    if (!call.askedForAdminPrivileges()) {
      throw Refusal.of(200, "relogin required");
    }
    boolean visible = call.isAdmin() || call.caller == account;
    return visible ? Connection.of(call.state.keys.liveOf(account.number)) : null;
  }

  private static Object teams(Account account, GraphQlCall call) {
    List<EntityView> teams = new java.util.ArrayList<>();
    if (account.isPerson()) {
      teams.add(EntityView.personal(account));
    }
    call.state.teamsOf(account).forEach(team -> teams.add(EntityView.of(team)));
    return Connection.of(teams);
  }

  private static void member(RuntimeWiring.Builder wiring) {
    wiring.type(
        "Member",
        t ->
            t.dataFetcher(
                    "id",
                    of(
                        MemberView.class,
                        m -> m.account() == null ? m.invite().id() : m.account().id()))
                .dataFetcher("admin", of(MemberView.class, m -> m.role().equals("admin")))
                .dataFetcher("role", of(MemberView.class, MemberView::role))
                .dataFetcher("pending", of(MemberView.class, m -> m.invite() != null))
                .dataFetcher(
                    "email",
                    of(
                        MemberView.class,
                        m -> m.invite() != null ? m.invite().email() : m.account().email))
                .dataFetcher(
                    "username",
                    of(MemberView.class, m -> m.account() == null ? null : m.account().username))
                .dataFetcher(
                    "name",
                    of(
                        MemberView.class,
                        m -> m.account() == null ? m.invite().email() : m.account().displayName))
                .dataFetcher("photoUrl", of(MemberView.class, _ -> null))
                .dataFetcher(
                    "accountType",
                    of(MemberView.class, m -> m.account() == null ? null : m.account().type.name()))
                .dataFetcher("apiKey", of(MemberView.class, GraphQlTypes::readableKey)));
  }

  /**
   * Returns the oldest live key of a service account, if the server does not hash keys and an admin
   * asks.
   */
  private static @Nullable Object readableKey(MemberView member, GraphQlCall call) {
    Account account = member.account();
    if (account == null
        || account.isPerson()
        || call.state.version.hashesKeys()
        || member.team() == null
        || !call.runs(member.team())) {
      return null;
    }
    return call.state.keys.liveOf(account.number).stream()
        .map(key -> key.secret)
        .findFirst()
        .orElse(null);
  }

  private static void payloads(RuntimeWiring.Builder wiring) {
    wiring.type("SuccessPayload", t -> t.dataFetcher("success", of(Boolean.class, done -> done)));
    wiring.type("CreateTeamPayload", t -> t.dataFetcher("entity", of(EntityView.class, e -> e)));
    wiring.type("UserPayload", t -> t.dataFetcher("user", of(Account.class, a -> a)));
    wiring.type("ApiKeyPayload", t -> t.dataFetcher("apiKey", of(FreshKey.class, k -> k)));
    wiring.type("CreateInvitePayload", t -> t.dataFetcher("invite", of(MemberView.class, m -> m)));
    wiring.type(
        "Invite",
        t ->
            t.dataFetcher(
                    "id",
                    of(
                        MemberView.class,
                        m -> m.invite() != null ? m.invite().id() : m.account().id()))
                .dataFetcher(
                    "name",
                    of(MemberView.class, m -> m.account() == null ? null : m.account().displayName))
                .dataFetcher(
                    "email",
                    of(
                        MemberView.class,
                        m -> m.invite() != null ? m.invite().email() : m.account().email))
                .dataFetcher(
                    "createdAt", of(MemberView.class, (_, call) -> call.state.now().toString()))
                .dataFetcher("toUser", of(MemberView.class, MemberView::account)));
  }

  private static void server(RuntimeWiring.Builder wiring) {
    wiring.type(
        "ServerInfo",
        t ->
            t.dataFetcher("latestLocalVersionInfo", of(WorldState.class, state -> state))
                .dataFetcher(
                    "features",
                    of(
                        WorldState.class,
                        _ ->
                            List.of(
                                "ARTIFACT_REGISTRY_SEARCH",
                                "INCLUDE_ARTIFACT_TYPES_IN_REGISTRY_CREATION"))));
    wiring.type(
        "LocalVersionInfo",
        t ->
            t.dataFetcher("outOfDate", of(WorldState.class, state -> !state.version.hashesKeys()))
                .dataFetcher(
                    "latestVersionString", of(WorldState.class, _ -> SandboxVersion.V0_84.text()))
                .dataFetcher(
                    "versionOnThisInstanceString",
                    of(WorldState.class, state -> state.version.text())));
    wiring.type(
        "ServerFeature",
        t ->
            t.dataFetcher("name", of(String.class, name -> name))
                .dataFetcher("isEnabled", of(String.class, _ -> true)));
    wiring.type(
        "Organization",
        t ->
            t.dataFetcher("id", of(WorldState.class, state -> state.organizationId))
                .dataFetcher("name", of(WorldState.class, state -> state.organizationName))
                .dataFetcher("orgEntity", of(WorldState.class, EntityView::organization))
                .dataFetcher("advancedRegistryFeatures", of(WorldState.class, _ -> Map.of())));
    wiring.type("AdvancedRegistryFeatures", t -> t.dataFetcher("advancedSearch", _ -> false));
  }
}
