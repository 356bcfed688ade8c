package com.wandb.iam.access.tenancy;

import java.util.Optional;

/**
 * A bucket that a namespace wants to use.
 *
 * @param endpoint host or host:port, where it is not the provider's public one
 * @param serverIdentity whether the server is to reach it with its own identity, without
 *     credentials of the namespace
 */
public record BucketUse(String bucket, Optional<String> endpoint, boolean serverIdentity) {}
