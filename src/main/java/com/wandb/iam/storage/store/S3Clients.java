package com.wandb.iam.storage.store;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Factory of S3 clients that use nothing from the environment of this process. */
final class S3Clients {
  /** The oldest region of AWS, which also knows the region of every bucket. */
  static final String FIRST_REGION = "us-east-1";

  private S3Clients() {}

  /**
   * Returns a client. Sets everything that the SDK would otherwise read from the environment, files
   * and network, so that a bucket is never reached with the permissions of the operator.
   */
  static S3Client create(
      BucketLocation location,
      BucketCredentials credentials,
      @Nullable String region,
      PublicEndpoints endpoints,
      S3Http http) {
    var noProfiles = ProfileFile.aggregator().build();
    return S3Client.builder()
        .httpClient(http)
        .endpointOverride(endpoint(location, region, endpoints))
        .region(Region.of(region == null ? FIRST_REGION : region))
        .credentialsProvider(provider(credentials))
        .defaultsMode(DefaultsMode.LEGACY)
        .dualstackEnabled(false)
        .fipsEnabled(false)
        .accelerate(false)
        .useArnRegion(false)
        .crossRegionAccessEnabled(false)
        .disableMultiRegionAccessPoints(true)
        .disableS3ExpressSessionAuth(true)
        // CoreWeave requires the bucket in the host. Elsewhere a bucket with dots breaks TLS there.
        .forcePathStyle(location.provider() != BucketProvider.COREWEAVE)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(
            override ->
                override
                    .defaultProfileFileSupplier(() -> noProfiles)
                    .defaultProfileName("none")
                    .appId("wandb-iam-operator")
                    .retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  private static URI endpoint(
      BucketLocation location, @Nullable String region, PublicEndpoints endpoints) {
    if (location.endpoint() != null) {
      return URI.create((location.tls() ? "https://" : "http://") + location.endpoint());
    }
    return location.provider() == BucketProvider.COREWEAVE
        ? endpoints.coreWeave()
        : endpoints.awsOf(region);
  }

  private static AwsCredentialsProvider provider(BucketCredentials credentials) {
    return credentials instanceof BucketCredentials.AccessKey(var access, var secret)
        ? StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret))
        : AnonymousCredentialsProvider.create();
  }
}
