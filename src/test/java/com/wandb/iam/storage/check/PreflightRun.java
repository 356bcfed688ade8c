package com.wandb.iam.storage.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.stores.S3TestServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests and results for tests. */
public final class PreflightRun {
  public static final Duration LONG = Duration.ofSeconds(20);

  /** Credentials that no store knows. */
  static final BucketCredentials KEY = new BucketCredentials.AccessKey("key", "hidden");

  static final BucketCheckResult NO_ENCRYPTION_ANSWER =
      BucketCheckResult.unknown(
          BucketCheckName.Encryption, "The store does not support this request.");

  private PreflightRun() {}

  static BucketLocation minio(String endpoint, String bucket) {
    return new BucketLocation(
        BucketProvider.MINIO, bucket, "teams/vision", S3TestServer.REGION, endpoint, false, null);
  }

  static String bucketWithCors(S3TestServer store, String name) {
    store.createBucket(name);
    store.putCors(name, Remedies.cors(BucketProvider.MINIO));
    return name;
  }

  static BucketCredentials rootOf(S3TestServer server) {
    return new BucketCredentials.AccessKey(server.accessKey(), server.secretKey());
  }

  public static PreflightRequest full(BucketLocation location, BucketCredentials credentials) {
    return new PreflightRequest(location, credentials, null, true, null, LONG);
  }

  static PreflightRequest within(Duration timeout, PreflightRequest request) {
    return new PreflightRequest(
        request.location(),
        request.credentials(),
        request.kmsKeyId(),
        request.writes(),
        request.caBundlePem(),
        timeout);
  }

  static PreflightRequest trusting(@Nullable String authority, PreflightRequest request) {
    return new PreflightRequest(
        request.location(),
        request.credentials(),
        request.kmsKeyId(),
        request.writes(),
        authority,
        request.timeout());
  }

  static PreflightRequest readOnly(PreflightRequest request) {
    return new PreflightRequest(
        request.location(),
        request.credentials(),
        request.kmsKeyId(),
        false,
        request.caBundlePem(),
        request.timeout());
  }

  static PreflightRequest encryptedWith(String key, PreflightRequest request) {
    return new PreflightRequest(
        request.location(),
        request.credentials(),
        key,
        request.writes(),
        request.caBundlePem(),
        request.timeout());
  }

  static BucketCheckResult finding(List<BucketCheckResult> findings, BucketCheckName name) {
    return findings.stream().filter(one -> one.name() == name).findFirst().orElseThrow();
  }

  /** Checks that each check has one result, in order, and that all but the named ones passed. */
  static void assertAllPassedExcept(List<BucketCheckResult> findings, BucketCheckResult... others) {
    assertThat(findings)
        .extracting(BucketCheckResult::name)
        .containsExactly(BucketCheckName.values());
    assertThat(findings)
        .filteredOn(one -> one.verdict() != BucketVerdict.Passed)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("remedy")
        .containsExactly(others);
  }

  /** Checks that all checks after that one were skipped. */
  static void assertRestSkipped(List<BucketCheckResult> findings, BucketCheckName... made) {
    assertThat(findings)
        .filteredOn(one -> !Arrays.asList(made).contains(one.name()))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.verdict()).isEqualTo(BucketVerdict.Skipped));
  }

  /** Checks that the endpoint was not reached for this reason, and nothing else checked. */
  static void assertUnreachable(List<BucketCheckResult> findings, String message) {
    assertThat(findings)
        .extracting(BucketCheckResult::name)
        .containsExactly(BucketCheckName.values());
    var reachable = finding(findings, BucketCheckName.EndpointReachable);
    assertThat(reachable.verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(reachable.message()).startsWith(message);
    assertRestSkipped(findings, BucketCheckName.EndpointReachable);
  }
}
