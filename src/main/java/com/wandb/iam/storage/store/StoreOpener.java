package com.wandb.iam.storage.store;

import org.jspecify.annotations.Nullable;

/** Opens the bucket of one look, each time with connections of its own. */
@FunctionalInterface
public interface StoreOpener {
  /**
   * Asks nobody yet.
   *
   * @param region to ask in; null where none is declared or the provider has none
   * @throws StoreException where the declaration itself cannot be used
   */
  BucketStore open(@Nullable String region) throws StoreException;
}
