package com.wandb.iam.access.tenancy;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A label selector with Kubernetes' meaning: one without any requirement matches everything. */
public record Selector(Map<String, String> labels, List<Requirement> requirements) {
  public Selector {
    labels = Map.copyOf(labels);
    requirements = List.copyOf(requirements);
  }

  boolean matches(Map<String, String> actual) {
    return labels.entrySet().stream()
            .allMatch(label -> label.getValue().equals(actual.get(label.getKey())))
        && requirements.stream().allMatch(requirement -> requirement.matches(actual));
  }

  /** The operators that Kubernetes knows. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /** One expression over a label. */
  public record Requirement(String key, Operator operator, Set<String> values) {
    public Requirement {
      values = Set.copyOf(values);
    }

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
