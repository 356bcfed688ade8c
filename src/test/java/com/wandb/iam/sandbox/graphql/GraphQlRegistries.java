package com.wandb.iam.sandbox.graphql;

import static com.wandb.iam.sandbox.graphql.GraphQlTypes.of;
import static com.wandb.iam.sandbox.graphql.GraphQlWrites.mutation;
import static com.wandb.iam.sandbox.graphql.GraphQlWrites.text;

import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.ProjectState;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.RegistryRules;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import graphql.schema.idl.RuntimeWiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mutations on projects and registries, and on roles in registries. */
final class GraphQlRegistries {
  private record Upserted(ProjectState project, boolean inserted) {}

  private GraphQlRegistries() {}

  static void wire(RuntimeWiring.Builder wiring) {
    mutation(wiring, "upsertModel", GraphQlRegistries::upsert);
    mutation(wiring, "renameProject", GraphQlRegistries::rename);
    mutation(wiring, "deleteModel", GraphQlRegistries::delete);
    mutation(wiring, "createProjectMembers", GraphQlRegistries::addMembers);
    mutation(wiring, "deleteProjectMembers", GraphQlRegistries::removeMembers);
    mutation(wiring, "updateProjectMember", GraphQlRegistries::updateUser);
    mutation(wiring, "updateProjectTeamMember", GraphQlRegistries::updateTeam);
    wiring.type(
        "ProjectPayload",
        t ->
            t.dataFetcher("project", of(Upserted.class, Upserted::project))
                .dataFetcher("model", of(Upserted.class, Upserted::project))
                .dataFetcher("inserted", of(Upserted.class, Upserted::inserted)));
  }

  private static Object upsert(GraphQlCall call, Map<String, Object> input) {
    WorldState state = call.state;
    String entityName = text(input, "entityName").orElse(call.caller.username);
    String name = text(input, "name").orElseThrow(() -> Refusal.invalid("name is required"));
    EntityView entity =
        EntityView.find(state, entityName)
            .orElseThrow(() -> Refusal.notFound("entity " + entityName + " not found"));
    boolean own =
        entity.team() != null ? call.isMember(entity.team()) : entity.owner() == call.caller;
    Optional<ProjectState> existing = state.project(entityName, name);
    boolean registry = entity.type().equals("organization");
    call.refuseUnless(
        call.isAdmin() || own || (registry && existing.map(p -> runs(call, p)).orElse(true)));
    ProjectState project =
        existing.orElseGet(
            () ->
                new RegistryRules(state)
                    .create(entityName, name, text(input, "access").orElse(null), call.caller));
    text(input, "access").ifPresent(access -> project.access = access);
    text(input, "description").ifPresent(description -> project.description = description);
    if (input.get("allowAllArtifactTypesInRegistry") instanceof Boolean all) {
      project.allowAllArtifactTypes = all;
    }
    if (input.get("artifactTypes") instanceof List<?> types) {
      project.artifactTypes = names(types);
    }
    project.modified = state.now();
    return new Upserted(project, existing.isEmpty());
  }

  private static List<String> names(List<?> types) {
    List<String> names = new ArrayList<>();
    types.forEach(type -> names.add(String.valueOf(((Map<?, ?>) type).get("name"))));
    return names;
  }

  private static boolean runs(GraphQlCall call, ProjectState project) {
    return call.isAdmin() || "admin".equals(project.users.get(call.caller.number));
  }

  private static Object rename(GraphQlCall call, Map<String, Object> input) {
    String entityName = String.valueOf(input.get("entityName"));
    String to = String.valueOf(input.get("newProjectName"));
    ProjectState project =
        call.state
            .project(entityName, String.valueOf(input.get("oldProjectName")))
            .orElseThrow(() -> Refusal.notFound("project not found"));
    call.refuseUnless(runs(call, project));
    if (call.state.project(entityName, to).isPresent()) {
      throw Refusal.conflict("resource already exists");
    }
    project.name = to;
    return new Upserted(project, false);
  }

  private static ProjectState project(GraphQlCall call, Object id) {
    ProjectState project =
        call.state
            .projectById(String.valueOf(id))
            .orElseThrow(() -> Refusal.notFound("project " + id + " not found"));
    call.refuseUnless(runs(call, project));
    return project;
  }

  private static Object delete(GraphQlCall call, Map<String, Object> input) {
    call.state.projects.remove(project(call, input.get("id")).number);
    return true;
  }

  private static List<Account> users(GraphQlCall call, Map<String, Object> input) {
    List<Account> found = new ArrayList<>();
    if (input.get("userIds") instanceof List<?> ids) {
      ids.forEach(id -> found.add(user(call, id)));
    }
    return found;
  }

  private static Account user(GraphQlCall call, Object id) {
    return call.state
        .accountById(String.valueOf(id))
        .orElseThrow(() -> Refusal.notFound("user " + id + " not found"));
  }

  private static List<TeamState> teams(GraphQlCall call, Map<String, Object> input) {
    List<TeamState> found = new ArrayList<>();
    if (input.get("teamIds") instanceof List<?> ids) {
      ids.forEach(id -> found.add(team(call, id)));
    }
    return found;
  }

  private static TeamState team(GraphQlCall call, Object id) {
    return call.state
        .teamById(String.valueOf(id))
        .orElseThrow(() -> Refusal.notFound("team " + id + " not found"));
  }

  private static Object addMembers(GraphQlCall call, Map<String, Object> input) {
    ProjectState project = project(call, input.get("projectId"));
    List<Account> users = users(call, input);
    teams(call, input).forEach(team -> project.teams.putIfAbsent(team.number, "member"));
    users.forEach(user -> project.users.putIfAbsent(user.number, "member"));
    return true;
  }

  /** Removing a member twice is no error. */
  private static Object removeMembers(GraphQlCall call, Map<String, Object> input) {
    ProjectState project = project(call, input.get("projectId"));
    List<Account> users = users(call, input);
    teams(call, input).forEach(team -> project.teams.remove(team.number));
    users.forEach(user -> new RegistryRules(call.state).remove(project, user));
    return true;
  }

  private static Object updateUser(GraphQlCall call, Map<String, Object> input) {
    ProjectState project = project(call, input.get("projectId"));
    Account user = user(call, input.get("userId"));
    if (!project.users.containsKey(user.number)) {
      throw Refusal.notFound("user is not a member of the registry");
    }
    new RegistryRules(call.state)
        .setRole(project, user, String.valueOf(input.get("userProjectRole")));
    return true;
  }

  private static Object updateTeam(GraphQlCall call, Map<String, Object> input) {
    ProjectState project = project(call, input.get("projectId"));
    TeamState team = team(call, input.get("teamId"));
    if (!project.teams.containsKey(team.number)) {
      throw Refusal.notFound("team is not a member of the registry");
    }
    new RegistryRules(call.state)
        .setRole(project, team, String.valueOf(input.get("teamProjectRole")));
    return true;
  }
}
