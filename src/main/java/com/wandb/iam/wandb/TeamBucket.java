package com.wandb.iam.wandb;

import org.jspecify.annotations.Nullable;

/**
 * Storage bucket of a team. The server checks it before it creates the team, and it cannot be
 * changed later.
 *
 * @param provider COREWEAVE, AWS, AZURE, GCP or MINIO
 * @param path the prefix in the bucket
 * @param kmsKeyId the encryption key of the bucket
 * @param awsExternalId the external id for a role of another AWS account
 * @param azureTenantId the tenant for workload identity
 * @param azureClientId the client for workload identity
 */
public record TeamBucket(
    String provider,
    String name,
    @Nullable String path,
    @Nullable String kmsKeyId,
    @Nullable String awsExternalId,
    @Nullable String azureTenantId,
    @Nullable String azureClientId) {}
