/**
 * The list of buckets in a W&amp;B server's environment: its value, when it is published, and the
 * rollout or the return to the former value. Single connectors and checks of buckets have no place
 * here. {@link com.wandb.iam.bucket.binding.FileStoreBinder} is called for each WandbServer, {@link
 * com.wandb.iam.bucket.binding.FileStoreState} by each connector.
 */
@NullMarked
package com.wandb.iam.bucket.binding;

import org.jspecify.annotations.NullMarked;
