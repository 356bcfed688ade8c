package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.ContentFree;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The watches that enqueue WandbServers: Secrets and ConfigMaps of the operator's namespace. */
public record ServerSources(CachedResources resources, String operatorNamespace) {
  List<EventSource<?, WandbServer>> prepare(EventSourceContext<WandbServer> context) {
    return List.of(
        resources.register(WandbServer.class, context),
        named(Secret.class, context),
        named(ConfigMap.class, context));
  }

  private <S extends HasMetadata> InformerEventSource<S, WandbServer> named(
      Class<S> type, EventSourceContext<WandbServer> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, WandbServer.class)
            .withName("server-" + type.getSimpleName().toLowerCase(Locale.ROOT))
            .withNamespaces(Set.of(operatorNamespace))
            .withItemStore(ContentFree.store(type))
            .withSecondaryToPrimaryMapper(
                secondary ->
                    resources
                        .list(
                            WandbServer.class,
                            server ->
                                ServerSettings.names(server, secondary.getMetadata().getName()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .build(),
        context);
  }
}
