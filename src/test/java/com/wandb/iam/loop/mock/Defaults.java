package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Spec fields that cases omit because they are the same in nearly all cases. */
final class Defaults {
  private Defaults() {}

  static void fill(String kind, ObjectNode spec, String server) {
    switch (kind) {
      case "WandbServer" -> {
        put(spec, "url", "{x: \"https://" + server + ".example.com\"}");
        put(spec, "credentials", "{x: {secretRef: {name: " + server + "}}}");
        put(spec, "sync", "{x: {interval: 1h}}");
      }
      case "TeamMembership" -> {
        put(spec, "teamRef", "{x: {name: vision}}");
        put(spec, "role", "{x: Member}");
      }
      case "ServiceAccount" -> {
        if (spec.path("scope").asText().equals("Organization")) {
          put(spec, "serverRef", "{x: {name: " + server + "}}");
        } else {
          put(spec, "teamRef", "{x: {name: vision}}");
        }
      }
      default -> put(spec, "serverRef", "{x: {name: " + server + "}}");
    }
  }

  private static void put(ObjectNode spec, String field, String yaml) {
    if (!spec.has(field)) {
      JsonNode value = Manifests.read(yaml).get("x");
      spec.set(field, value);
    }
  }
}
