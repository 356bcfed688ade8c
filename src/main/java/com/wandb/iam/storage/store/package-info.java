/**
 * Clients of object stores, each by the provider's own SDK over one HTTP client that connects to
 * the resolved address, follows no redirect and limits every answer. No class here judges a bucket.
 * {@link com.wandb.iam.storage.store.BucketStore} is the interface, {@link
 * com.wandb.iam.storage.store.StoreHttp} the way to the network.
 */
@NullMarked
package com.wandb.iam.storage.store;

import org.jspecify.annotations.NullMarked;
