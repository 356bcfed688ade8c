package com.wandb.iam.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Health check for Argo CD. The Lua interpreter of Argo CD runs it with the same libraries.
 *
 * @param script the check
 */
public record ArgoHealthJudge(String script) {
  private static final GoJudge PROGRAM = new GoJudge("argo-health");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Judges one resource.
   *
   * @param json the whole resource as the API server returns it
   * @throws IllegalStateException if the program cannot be built, or if the check fails
   */
  public HealthVerdict judge(String json) {
    try {
      var question = JSON.createObjectNode().put("script", script);
      question.set("object", JSON.readTree(json));
      return PROGRAM.ask(JSON.writeValueAsString(question));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("no resource", broken);
    }
  }
}
