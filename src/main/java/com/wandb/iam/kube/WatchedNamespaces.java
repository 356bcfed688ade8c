package com.wandb.iam.kube;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The namespaces that the operator watches. It reads and writes nothing in other namespaces.
 *
 * @param names in alphabetical order; empty for all namespaces
 */
public record WatchedNamespaces(Set<String> names) {
  /** All namespaces of the cluster. */
  public static final WatchedNamespaces ALL = new WatchedNamespaces(Set.of());

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public WatchedNamespaces {
    names = Collections.unmodifiableSet(new TreeSet<>(names));
  }

  /**
   * Parses a setting.
   *
   * @param text names separated by commas; blank for all namespaces; duplicates are ignored
   * @throws IllegalArgumentException if a name is not a valid name of a namespace; the message
   *     explains it
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
                    ? "a name is missing before or after a comma"
                    : "'" + name + "' is not the name of a namespace")
                + ". Set names separated by commas, such as ml-vision,ml-eval. Set nothing"
                + " for all namespaces.");
      }
      names.add(name);
    }
    return new WatchedNamespaces(names);
  }

  /** Returns whether the operator watches all namespaces. */
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
