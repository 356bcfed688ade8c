/**
 * The list of buckets in a W&amp;B server's environment: its value, its publication, and the
 * rollout or the restore of the former value. This package contains no logic for single connectors
 * and no checks of buckets. Each reconciliation of a WandbServer calls {@link
 * com.wandb.iam.bucket.binding.FileStoreBinder}; each one of a connector calls {@link
 * com.wandb.iam.bucket.binding.FileStoreState}.
 */
@NullMarked
package com.wandb.iam.bucket.binding;

import org.jspecify.annotations.NullMarked;
