package com.wandb.iam.access.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The steps of one team that wait for approval. An approval is valid once and only for these steps,
 * because the hash covers them and the number of earlier approvals.
 *
 * @param steps in the order of their descriptions, each aim once
 * @param approvals the number of approved plans of this team
 */
public record HeldPlan(String teamId, List<Step> steps, int approvals) {
  private static final int HASH_BYTES = 8;

  public HeldPlan {
    steps = List.copyOf(steps);
  }

  /**
   * Creates a plan of these steps. Sorts them and keeps one step for each aim, so that the same
   * steps give the same plan.
   */
  public static HeldPlan of(String teamId, Collection<Step> steps, int approvals) {
    var byWords = Comparator.comparing(Step::describe).thenComparing(Step::aim);
    return new HeldPlan(
        teamId,
        steps.stream()
            .collect(Collectors.toMap(Step::aim, step -> step, (a, b) -> a))
            .values()
            .stream()
            .sorted(byWords)
            .toList(),
        approvals);
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** Returns the aims of the steps; see {@link Step#aim()}. */
  public Set<String> aims() {
    return steps.stream().map(Step::aim).collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns 16 hex digits of SHA-256 over the team's id, the sorted steps and the number of
   * approvals.
   */
  public String hash() {
    var text = teamId + "\n" + String.join("\n", aims()) + "\n" + approvals;
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
