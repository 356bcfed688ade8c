package com.wandb.iam.storage.check;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The request to check one bucket.
 *
 * @param kmsKeyId with what new objects should be encrypted
 * @param writes whether anything may be written, if only for a moment
 * @param caBundlePem a private authority, null for the JDK's own
 * @param timeout for the whole look, with all that is tidied up after it
 */
public record PreflightRequest(
    BucketLocation location,
    BucketCredentials credentials,
    @Nullable String kmsKeyId,
    boolean writes,
    @Nullable String caBundlePem,
    Duration timeout) {}
