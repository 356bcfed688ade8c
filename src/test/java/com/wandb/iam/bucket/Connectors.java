package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;

/** StorageConnectors for tests. */
final class Connectors {
  private Connectors() {}

  /**
   * Returns a connector of a bucket.
   *
   * @param id {@code namespace/name}; also its uid
   * @param created the time of its creation
   * @param spec further lines of the spec
   */
  static StorageConnector connector(String id, String created, String... spec) {
    var parts = id.split("/", 2);
    var text =
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {namespace: %s, name: %s, uid: %s, creationTimestamp: "%s"}
        spec:
          serverRef: {name: default}
          provider: AWS
          bucket: acme
          region: eu-west-1
        """
            .formatted(parts[0], parts[1], id, created);
    return Serialization.unmarshal(
        text + String.join("", Arrays.stream(spec).map(line -> "  " + line + "\n").toList()),
        StorageConnector.class);
  }
}
