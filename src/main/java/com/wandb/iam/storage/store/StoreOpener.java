package com.wandb.iam.storage.store;

import org.jspecify.annotations.Nullable;

/** Opens the bucket of one check, each time with new connections. */
@FunctionalInterface
public interface StoreOpener {
  /**
   * Opens the bucket. Sends no request.
   *
   * @param region the region for requests; null if none is declared or the provider has no regions
   * @throws StoreException if a declared certificate or key cannot be parsed
   */
  BucketStore open(@Nullable String region) throws StoreException;
}
