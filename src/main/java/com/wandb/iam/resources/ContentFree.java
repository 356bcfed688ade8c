package com.wandb.iam.resources;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;

/** Caches of watches without the data of Secrets and ConfigMaps, which is read only when needed. */
public final class ContentFree {
  private ContentFree() {}

  public static <R extends HasMetadata> ItemStore<R> store(Class<R> type) {
    return new TransformingItemStore<>(ContentFree::strip);
  }

  private static <R extends HasMetadata> R strip(R resource) {
    resource.getMetadata().setManagedFields(null);
    if (resource instanceof Secret secret) {
      secret.setData(null);
    } else if (resource instanceof ConfigMap map) {
      map.setData(null);
      map.setBinaryData(null);
    }
    return resource;
  }
}
