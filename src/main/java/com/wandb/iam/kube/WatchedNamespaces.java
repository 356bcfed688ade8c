package com.wandb.iam.kube;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The namespaces that the operator works in: of all others it sees and touches nothing.
 *
 * @param names in order; none for all of the cluster
 */
public record WatchedNamespaces(Set<String> names) {
  /** The whole cluster. */
  public static final WatchedNamespaces ALL = new WatchedNamespaces(Set.of());

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public WatchedNamespaces {
    names = Collections.unmodifiableSet(new TreeSet<>(names));
  }

  /**
   * Reads a setting.
   *
   * @param text names with commas between them; blank for all. One that is there twice counts once
   * @throws IllegalArgumentException with a sentence, for what is no name of a namespace
   */
  public static WatchedNamespaces parse(String text) {
    if (text.isBlank()) {
      return ALL;
    }
    var names = new TreeSet<String>();
    for (var name : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            (name.isEmpty()
                    ? "there is a comma with no name beside it"
                    : "'" + name + "' is not the name of a namespace")
                + ": give names with commas between them, such as ml-vision,ml-eval, or nothing"
                + " for all namespaces");
      }
      names.add(name);
    }
    return new WatchedNamespaces(names);
  }

  /** Whether it is the whole cluster. */
  public boolean areAll() {
    return names.isEmpty();
  }

  public boolean contains(String namespace) {
    return areAll() || names.contains(namespace);
  }

  @Override
  public String toString() {
    return areAll() ? "all namespaces" : "the namespaces " + String.join(", ", names);
  }
}
