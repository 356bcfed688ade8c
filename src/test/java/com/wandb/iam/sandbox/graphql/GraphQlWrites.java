package com.wandb.iam.sandbox.graphql;

import static com.wandb.iam.sandbox.graphql.GraphQlReads.field;

import com.wandb.iam.sandbox.graphql.GraphQlTypes.FreshKey;
import com.wandb.iam.sandbox.graphql.GraphQlTypes.MemberView;
import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.AccountRules;
import com.wandb.iam.sandbox.state.KeyStore;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.SandboxAccountType;
import com.wandb.iam.sandbox.state.TeamRules;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import graphql.schema.idl.RuntimeWiring;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Mutations on users, teams and keys. */
final class GraphQlWrites {
  private GraphQlWrites() {}

  /** Executes one mutation with its {@code input}. */
  interface Doing {
    @Nullable Object apply(GraphQlCall call, Map<String, Object> input);
  }

  static void wire(RuntimeWiring.Builder wiring) {
    mutation(wiring, "createTeam", GraphQlWrites::createTeam);
    mutation(wiring, "deleteTeam", GraphQlWrites::deleteTeam);
    mutation(wiring, "createInvite", GraphQlWrites::createInvite);
    mutation(wiring, "deleteInvite", GraphQlWrites::deleteInvite);
    mutation(wiring, "createServiceAccount", GraphQlWrites::createServiceAccount);
    mutation(wiring, "createUser", GraphQlWrites::createUser);
    mutation(wiring, "generateApiKey", GraphQlWrites::generateApiKey);
    mutation(wiring, "deleteApiKey", GraphQlWrites::deleteApiKey);
  }

  static void mutation(RuntimeWiring.Builder wiring, String name, Doing doing) {
    wiring.type(
        "Mutation",
        t ->
            t.dataFetcher(
                name,
                field((call, e) -> doing.apply(call, e.getArgumentOrDefault("input", Map.of())))));
  }

  static Optional<String> text(Map<String, Object> input, String name) {
    return Optional.ofNullable((String) input.get(name)).filter(value -> !value.isEmpty());
  }

  private static String required(Map<String, Object> input, String name) {
    return text(input, name).orElseThrow(() -> Refusal.invalid(name + " is required"));
  }

  private static Object createTeam(GraphQlCall call, Map<String, Object> input) {
    call.refuseUnless(call.isAdmin());
    WorldState state = call.state;
    text(input, "organizationId")
        .filter(id -> !id.equals(state.organizationId))
        .ifPresent(
            other -> {
              throw Refusal.notFound("organization " + other + " not found");
            });
    Optional<Account> admin =
        text(input, "teamAdminUserName")
            .map(
                name ->
                    state
                        .accountByUsername(name)
                        .orElseThrow(() -> Refusal.notFound("user " + name + " not found")));
    TeamRules rules = new TeamRules(state);
    TeamState team = rules.create(required(input, "teamName"), bucket(input));
    Account first = admin.orElse(call.caller);
    rules.addMember(team, first, first.isPerson() ? "admin" : "member");
    return EntityView.of(team);
  }

  /** Treats a bucket of nulls as absent. */
  private static TeamState.@Nullable Bucket bucket(Map<String, Object> input) {
    if (!(input.get("storageBucketInfo") instanceof Map<?, ?> info) || info.get("name") == null) {
      return null;
    }
    return new TeamState.Bucket(
        String.valueOf(info.get("name")), String.valueOf(info.get("provider")));
  }

  private static Object deleteTeam(GraphQlCall call, Map<String, Object> input) {
    TeamState team = call.team(required(input, "teamName"));
    call.refuseUnless(call.runs(team));
    new TeamRules(call.state).delete(team);
    return true;
  }

  private static Object createInvite(GraphQlCall call, Map<String, Object> input) {
    TeamState team = call.team(required(input, "entityName"));
    call.refuseUnless(call.runs(team));
    boolean admin = Boolean.TRUE.equals(input.get("admin"));
    TeamRules rules = new TeamRules(call.state);
    Optional<String> email = text(input, "email");
    Optional<Account> account =
        email.isPresent()
            ? call.state.accountByEmail(email.get())
            : call.state.accountByUsername(required(input, "username"));
    if (account.isEmpty()) {
      String address =
          email.orElseThrow(() -> Refusal.notFound("user " + input.get("username") + " not found"));
      return new MemberView(
          team, null, admin ? "admin" : "member", rules.invite(team, address, admin));
    }
    if (!rules.addMember(team, account.get(), admin ? "admin" : "member")) {
      throw Refusal.of(200, "user is already a member");
    }
    return new MemberView(team, account.get(), admin ? "admin" : "member", null);
  }

  private static Object deleteInvite(GraphQlCall call, Map<String, Object> input) {
    TeamState team = call.team(required(input, "entityName"));
    String id = required(input, "id");
    boolean leaving = id.equals(call.caller.id());
    call.refuseUnless(call.runs(team) || leaving);
    Optional<Account> member = call.state.accountById(id);
    boolean gone =
        member.isPresent()
            ? new TeamRules(call.state).removeMember(team, member.get())
            : team.invites.removeIf(invite -> invite.id().equals(id));
    if (!gone) {
      throw Refusal.notFound("invite " + id + " not found");
    }
    return true;
  }

  /**
   * The description becomes the shown name. Two accounts may have the same name, because no
   * documentation excludes this.
   */
  private static Object createServiceAccount(GraphQlCall call, Map<String, Object> input) {
    TeamState team = call.team(required(input, "entityName"));
    call.refuseUnless(call.runs(team));
    String description = required(input, "description");
    String username = description;
    for (int i = 2;
        call.state.accountByUsername(username).isPresent() || call.state.team(username).isPresent();
        i++) {
      username = description + "-" + i;
    }
    Account account =
        new AccountRules(call.state).createServiceAccount(username, SandboxAccountType.SERVICE);
    account.displayName = description;
    new TeamRules(call.state).addMember(team, account, "member");
    return account;
  }

  private static Object createUser(GraphQlCall call, Map<String, Object> input) {
    call.refuseUnless(call.isAdmin());
    String email = required(input, "email");
    String role = Boolean.TRUE.equals(input.get("admin")) ? "admin" : "member";
    int at = email.indexOf('@');
    String username = at < 0 ? email : email.substring(0, at);
    return new AccountRules(call.state).createPerson(username, email, role);
  }

  private static Object generateApiKey(GraphQlCall call, Map<String, Object> input) {
    call.refuseUnless(call.caller.deletedAt == null);
    return new FreshKey(
        new AccountRules(call.state).generateKey(call.caller, (String) input.get("description")));
  }

  private static Object deleteApiKey(GraphQlCall call, Map<String, Object> input) {
    String id = required(input, "id");
    KeyStore.Key key =
        call.state
            .keys
            .live(id)
            .orElseThrow(() -> Refusal.notFound("api key " + id + " not found"));
    call.refuseUnless(key.owner == call.caller.number || call.isAdmin() || runsTeamOf(call, key));
    key.revoked = true;
    return true;
  }

  /**
   * Returns whether the caller is an admin of the team of a service account, and may therefore
   * manage its keys.
   */
  private static boolean runsTeamOf(GraphQlCall call, KeyStore.Key key) {
    return call.state
        .present(key.owner)
        .filter(owner -> owner.type == SandboxAccountType.SERVICE)
        .map(
            owner ->
                call.state.teamsOf(owner).stream()
                    .anyMatch(team -> "admin".equals(team.members.get(call.caller.number))))
        .orElse(false);
  }
}
