/**
 * Clients of object stores. Each uses the SDK of its provider, and all send requests through {@link
 * com.wandb.iam.storage.store.StoreHttp}. No class here evaluates a bucket. {@link
 * com.wandb.iam.storage.store.BucketStore} is the interface.
 */
@NullMarked
package com.wandb.iam.storage.store;

import org.jspecify.annotations.NullMarked;
