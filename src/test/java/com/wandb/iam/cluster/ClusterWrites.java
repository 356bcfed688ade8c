package com.wandb.iam.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often the API server was written to, by its own count: the operator's objects only. */
public final class ClusterWrites {
  private static final Pattern SAMPLE =
      Pattern.compile("apiserver_request_total\\{([^}]*)\\} ([0-9.e+]+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE");

  private ClusterWrites() {}

  /** Writes of Secrets, events and resources of iam.wandb.com since the server's start. */
  public static long soFar(KubernetesClient client) {
    return sum(client, ClusterWrites::counts);
  }

  /**
   * Those of them that wrote a status.
   *
   * @param resource in the plural, as in addresses
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
