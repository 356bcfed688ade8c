package com.wandb.iam.access.tenancy;

import java.util.Optional;

/**
 * Bucket that a namespace requests to use.
 *
 * @param endpoint {@code host} or {@code host:port}, empty for the provider's public endpoint
 * @param serverIdentity whether the W&amp;B server would access the bucket with its own identity,
 *     without credentials of the namespace
 */
public record BucketUse(String bucket, Optional<String> endpoint, boolean serverIdentity) {}
