package com.wandb.iam.bucket;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.SecretWatches;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The watches that enqueue connectors: Secrets with credentials, and Secrets with addresses. */
public record ConnectorSources(CachedResources resources, SecretWatches secretWatches) {
  List<EventSource<?, StorageConnector>> prepare(EventSourceContext<StorageConnector> context) {
    return List.of(
        resources.register(StorageConnector.class, context),
        secretWatches.of(
            context,
            StorageConnector.class,
            "bucket-credentials",
            Secrets.SOURCE_LABEL + "=true",
            this::users),
        secretWatches.of(
            context,
            StorageConnector.class,
            "bucket-addresses",
            OwnedSecret.MANAGED_BY + "=" + OwnedSecret.OPERATOR,
            AddressSecrets::ownerOf));
  }

  private Set<ResourceID> users(Secret secret) {
    var metadata = secret.getMetadata();
    return resources
        .list(
            StorageConnector.class,
            connector ->
                metadata.getNamespace().equals(connector.getMetadata().getNamespace())
                    && DeclaredBucket.names(connector, metadata.getName()))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
