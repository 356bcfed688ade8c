package com.wandb.iam.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Number of writes to the API server, from its own metrics: only the objects of the operator. */
public final class ClusterWrites {
  private static final Pattern SAMPLE =
      Pattern.compile("apiserver_request_total\\{([^}]*)\\} ([0-9.e+]+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE");

  private ClusterWrites() {}

  /**
   * Returns the writes of Secrets, events and resources of iam.wandb.com since the start of the
   * server.
   */
  public static long soFar(KubernetesClient client) {
    return sum(client, ClusterWrites::counts);
  }

  /** Returns the writes by resource and verb, to show the component that writes. */
  public static Map<String, Long> byKind(KubernetesClient client) {
    return SAMPLE
        .matcher(client.raw("/metrics"))
        .results()
        .filter(sample -> counts(sample.group(1)))
        .collect(
            Collectors.toMap(
                sample -> kind(sample.group(1)),
                sample -> (long) Double.parseDouble(sample.group(2)),
                Long::sum,
                TreeMap::new));
  }

  private static String kind(String labels) {
    return Stream.of("verb", "resource", "subresource")
        .map(name -> label(labels, name))
        .filter(value -> !value.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /**
   * Returns the writes of a status.
   *
   * @param resource in the plural, as in URLs
   */
  public static long ofStatusSoFar(KubernetesClient client, String resource) {
    return sum(
        client,
        labels ->
            counts(labels)
                && label(labels, "resource").equals(resource)
                && label(labels, "subresource").equals("status"));
  }

  private static long sum(KubernetesClient client, Predicate<String> wanted) {
    return SAMPLE
        .matcher(client.raw("/metrics"))
        .results()
        .filter(sample -> wanted.test(sample.group(1)))
        .mapToLong(sample -> (long) Double.parseDouble(sample.group(2)))
        .sum();
  }

  private static boolean counts(String labels) {
    var group = label(labels, "group");
    var resource = label(labels, "resource");
    return WRITES.contains(label(labels, "verb"))
        && (group.equals("iam.wandb.com")
            || resource.equals("secrets")
            || resource.equals("events"));
  }

  private static String label(String labels, String name) {
    Matcher matcher = LABEL.matcher(labels);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return matcher.group(2);
      }
    }
    return "";
  }
}
