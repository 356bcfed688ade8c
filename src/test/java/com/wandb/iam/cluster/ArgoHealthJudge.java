package com.wandb.iam.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A health check for Argo CD, run by the interpreter of Lua that Argo CD runs it by, with the
 * libraries that it opens to checks.
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
   * @throws IllegalStateException when the program cannot be built, or the check fails
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
