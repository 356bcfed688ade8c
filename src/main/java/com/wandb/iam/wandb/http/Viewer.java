package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.ServerErrorMessages;
import java.util.ArrayList;

/** Query for the account that an API key belongs to. */
final class Viewer {
  static final String FIELDS =
      "viewer {id username email admin entity teams {edges {node {name}}}}";
  static final String QUERY = "query Viewer {" + FIELDS + "}";

  private Viewer() {}

  /**
   * Reads the account. Throws if it is missing, because some servers answer an unknown key in this
   * way.
   */
  static RemoteViewer read(JsonNode viewer) {
    if (!viewer.isObject()) {
      throw new Refused(Refusal.UNAUTHENTICATED, ServerErrorMessages.UNKNOWN_KEY);
    }
    var teams = new ArrayList<String>();
    viewer
        .path("teams")
        .path("edges")
        .forEach(edge -> teams.add(Json.required(edge.path("node"), "name")));
    var id = Json.id(viewer);
    var username = Json.label(viewer, "username");
    return new RemoteViewer(
        id,
        username == null ? id : username,
        Json.label(viewer, "email"),
        viewer.path("admin").asBoolean(false),
        teams);
  }
}
