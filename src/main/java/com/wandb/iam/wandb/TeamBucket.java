package com.wandb.iam.wandb;

import org.jspecify.annotations.Nullable;

/**
 * The bucket that a team is made with: it is looked at by the server before the team is made, and
 * never changes.
 *
 * @param provider COREWEAVE, AWS, AZURE, GCP or MINIO
 * @param path the prefix in the bucket
 * @param kmsKeyId the key that the store encrypts with
 * @param awsExternalId for a role of another account
 * @param azureTenantId for workload identity
 * @param azureClientId for workload identity
 */
public record TeamBucket(
    String provider,
    String name,
    @Nullable String path,
    @Nullable String kmsKeyId,
    @Nullable String awsExternalId,
    @Nullable String azureTenantId,
    @Nullable String azureClientId) {}
