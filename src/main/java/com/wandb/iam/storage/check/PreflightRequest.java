package com.wandb.iam.storage.check;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The request to check one bucket.
 *
 * @param kmsKeyId the key with which the bucket must encrypt new objects; null if none is declared
 * @param writes whether the checks may write temporary objects
 * @param caBundlePem certificates of a private authority in PEM form; null for those of the JDK
 * @param timeout time limit for all checks, including the deletion of temporary objects
 */
public record PreflightRequest(
    BucketLocation location,
    BucketCredentials credentials,
    @Nullable String kmsKeyId,
    boolean writes,
    @Nullable String caBundlePem,
    Duration timeout) {}
