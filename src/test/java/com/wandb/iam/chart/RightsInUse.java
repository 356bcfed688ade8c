package com.wandb.iam.chart;

import java.util.List;

/**
 * What an account may do beside what it did.
 *
 * @param home the account's own namespace: what was done there alone needs no right elsewhere
 */
public record RightsInUse(List<Right> granted, List<AskedRequest> asked, String home) {
  public RightsInUse {
    granted = List.copyOf(granted);
    asked = List.copyOf(asked);
  }

  /** What was asked without a right to. */
  public List<AskedRequest> missing() {
    return asked.stream()
        .filter(one -> granted.stream().noneMatch(right -> right.covers(one)))
        .toList();
  }

  /** What need not be allowed: never asked, or allowed by another right as well. */
  public List<Right> unused() {
    return granted.stream().filter(right -> !isNeeded(right)).toList();
  }

  private boolean isNeeded(Right right) {
    return asked.stream()
        .filter(right::covers)
        .filter(one -> !right.namespace().equals(Right.ANY) || !one.namespace().equals(home))
        .anyMatch(one -> granted.stream().filter(any -> any.covers(one)).count() == 1);
  }
}
