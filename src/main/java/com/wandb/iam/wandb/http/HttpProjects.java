package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.access.ProjectVisibility;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.Projects;
import com.wandb.iam.wandb.RemoteProject;
import com.wandb.iam.wandb.transport.Json;
import java.util.HashSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects over GraphQL, because SCIM has no projects. */
final class HttpProjects implements Projects {
  private final GraphQl graphQl;
  private final ApiKey key;

  HttpProjects(GraphQl graphQl, ApiKey key) {
    this.graphQl = graphQl;
    this.key = key;
  }

  @Override
  public Optional<RemoteProject> find(String teamName, String project) {
    return graphQl.query(
        "graphql.project",
        key,
        "query Project($name: String!, $entity: String!)"
            + " {project(name: $name, entityName: $entity) {name access members {id}}}",
        Json.object().put("name", project).put("entity", teamName),
        data -> read(teamName, data.path("project")));
  }

  private static Optional<RemoteProject> read(String teamName, JsonNode project) {
    if (!project.isObject()) {
      return Optional.empty();
    }
    var members = new HashSet<String>();
    project.path("members").forEach(member -> members.add(Json.id(member)));
    return Optional.of(
        new RemoteProject(
            teamName,
            Json.required(project, "name"),
            visibility(Json.text(project, "access")),
            members));
  }

  /**
   * Returns the visibility. W&amp;B does not document the values, therefore an unknown value counts
   * as Team.
   */
  private static ProjectVisibility visibility(@Nullable String access) {
    return switch (access == null ? "" : access) {
      case "ENTITY_WRITE" -> ProjectVisibility.OPEN;
      case "ENTITY_READ" -> ProjectVisibility.PUBLIC;
      case "RESTRICTED" -> ProjectVisibility.RESTRICTED;
      default -> ProjectVisibility.TEAM;
    };
  }
}
