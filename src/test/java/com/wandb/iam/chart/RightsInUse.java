package com.wandb.iam.chart;

import java.util.List;

/**
 * Compares the permissions of an account with its requests.
 *
 * @param home the account's own namespace; requests there need no permission in other namespaces
 */
public record RightsInUse(List<Right> granted, List<AskedRequest> asked, String home) {
  public RightsInUse {
    granted = List.copyOf(granted);
    asked = List.copyOf(asked);
  }

  /** Returns the requests without a permission. */
  public List<AskedRequest> missing() {
    return asked.stream()
        .filter(one -> granted.stream().noneMatch(right -> right.covers(one)))
        .toList();
  }

  /** Returns the permissions that no request needs, or that another permission covers. */
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
