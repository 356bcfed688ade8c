package com.wandb.iam.access.tenancy;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Label selector with Kubernetes semantics: an empty selector matches everything. */
public record Selector(Map<String, String> labels, List<Requirement> requirements) {
  public Selector {
    labels = Map.copyOf(labels);
    requirements = List.copyOf(requirements);
  }

  /** Returns whether the labels satisfy all requirements. */
  boolean matches(Map<String, String> actual) {
    return labels.entrySet().stream()
            .allMatch(label -> label.getValue().equals(actual.get(label.getKey())))
        && requirements.stream().allMatch(requirement -> requirement.matches(actual));
  }

  /** Operators of Kubernetes label selectors. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /** One requirement on a label. */
  public record Requirement(String key, Operator operator, Set<String> values) {
    public Requirement {
      values = Set.copyOf(values);
    }

    /** Returns whether the labels satisfy this requirement. */
    boolean matches(Map<String, String> actual) {
      var value = actual.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }
}
