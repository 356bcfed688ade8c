package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import com.wandb.iam.reconcile.LastWrites;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;

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

  /**
   * Returns a reconciliation of a connector.
   *
   * @param watched the Secrets in the cache
   */
  @SuppressWarnings("unchecked")
  static ConnectorReconciliation pass(
      KubernetesClient client, StorageConnector connector, Secret... watched) {
    if (connector.getStatus() == null) {
      connector.setStatus(Serialization.unmarshal("--- {}", StorageConnectorStatus.class));
    }
    var context =
        (Context<StorageConnector>)
            Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getClient" -> client;
                      case "getSecondaryResources" -> Set.of(watched);
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new ConnectorReconciliation(new LastWrites(InstantSource.system()), connector, context);
  }
}
