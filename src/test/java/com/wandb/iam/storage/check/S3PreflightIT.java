package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.NO_ENCRYPTION_ANSWER;
import static com.wandb.iam.storage.check.PreflightRun.assertAllPassedExcept;
import static com.wandb.iam.storage.check.PreflightRun.assertRestSkipped;
import static com.wandb.iam.storage.check.PreflightRun.bucketWithCors;
import static com.wandb.iam.storage.check.PreflightRun.encryptedWith;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.minio;
import static com.wandb.iam.storage.check.PreflightRun.readOnly;
import static com.wandb.iam.storage.check.PreflightRun.rootOf;
import static com.wandb.iam.storage.check.PreflightRun.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.storage.store.HostLookup;
import com.wandb.iam.stores.S3TestServer;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Results of a check with a real S3 store. */
class S3PreflightIT {
  private static S3TestServer store;
  private static BucketPreflight preflight;

  @BeforeAll
  static void start() {
    store = S3TestServer.shared();
    preflight = new BucketPreflight();
  }

  @AfterAll
  static void stop() {
    preflight.close();
  }

  private static BucketLocation location(String bucket) {
    return minio(store.endpoint(), bucket);
  }

  private static List<BucketCheckResult> look(String bucket) {
    return preflight.check(full(location(bucket), rootOf(store)));
  }

  @Test
  void correct_bucket_passes_and_is_unchanged() {
    var bucket = bucketWithCors(store, "good");
    store.put(bucket, "teams/vision/data");

    var findings = look(bucket);

    assertAllPassedExcept(findings, NO_ENCRYPTION_ANSWER);
    assertThat(finding(findings, BucketCheckName.Versioning).message())
        .isEqualTo("The bucket does not keep versions.");
    assertThat(store.objects(bucket)).containsExactly("teams/vision/data");
    assertThat(store.uploads(bucket)).isEmpty();
  }

  @Test
  void a_bucket_without_a_path_passes_too() {
    var bucket = bucketWithCors(store, "whole");
    var whole =
        new BucketLocation(
            BucketProvider.MINIO, bucket, null, S3TestServer.REGION, store.endpoint(), false, null);

    assertAllPassedExcept(preflight.check(full(whole, rootOf(store))), NO_ENCRYPTION_ANSWER);
    assertThat(store.objects(bucket)).isEmpty();
  }

  @Test
  void missing_cors_fails_with_a_remedy_for_direct_use() {
    var bucket = store.createBucket("no-cors");

    var cors = finding(look(bucket), BucketCheckName.Cors);

    assertThat(cors.verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(cors.message()).contains("no CORS rules");
    store.putCors(bucket, cors.remedy());
    assertAllPassedExcept(look(bucket), NO_ENCRYPTION_ANSWER);
  }

  @Test
  void insufficient_cors_lists_gaps_of_the_closest_rule() {
    var bucket = store.createBucket("little-cors");
    store.putCors(
        bucket,
        """
        {"CORSRules": [
          {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a.example.com"]},
          {"AllowedMethods": ["GET", "HEAD", "PUT"], "AllowedOrigins": ["*"],
           "AllowedHeaders": ["*"], "MaxAgeSeconds": 60}]}\
        """);

    var cors = finding(look(bucket), BucketCheckName.Cors);

    assertThat(cors.verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(cors.message())
        .contains("lacks exposed header ETag, max age 3000")
        .doesNotContain("a.example.com");
  }

  @Test
  void missing_bucket_is_reported_and_the_rest_skipped() {
    var findings = look("not-there");

    var exists = finding(findings, BucketCheckName.BucketExists);
    assertThat(exists.verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(exists.message()).startsWith("This bucket does not exist");
    assertRestSkipped(findings, BucketCheckName.EndpointReachable, BucketCheckName.BucketExists);
  }

  @Test
  void wrong_region_is_reported_and_the_right_one_checked() {
    var bucket = bucketWithCors(store, "wrong-region");
    var elsewhere =
        new BucketLocation(
            BucketProvider.MINIO, bucket, null, "eu-central-1", store.endpoint(), false, null);

    var findings = preflight.check(full(elsewhere, rootOf(store)));

    assertAllPassedExcept(
        findings,
        BucketCheckResult.failed(
            BucketCheckName.Region,
            "The bucket is in us-east-1, not in eu-central-1. Correct spec.region."),
        NO_ENCRYPTION_ANSWER);
    assertThat(store.objects(bucket)).isEmpty();
  }

  @Test
  void read_only_writes_nothing() {
    var bucket = bucketWithCors(store, "read-only");
    store.put(bucket, "teams/vision/" + ProbeNames.PREFIX + "left-by-another");

    var findings = preflight.check(readOnly(full(location(bucket), rootOf(store))));

    assertAllPassedExcept(
        findings,
        BucketCheckResult.skipped(
            BucketCheckName.WriteProbe, "Skipped because spec.preflight does not allow writes."),
        BucketCheckResult.skipped(
            BucketCheckName.Multipart, "Skipped because spec.preflight does not allow writes."),
        NO_ENCRYPTION_ANSWER);
    assertThat(store.objects(bucket)).hasSize(1);
  }

  @Test
  void no_probe_version_remains_in_a_versioned_bucket() {
    var bucket = bucketWithCors(store, "versions");
    store.enableVersioning(bucket);

    var findings = look(bucket);

    assertAllPassedExcept(findings, NO_ENCRYPTION_ANSWER);
    assertThat(finding(findings, BucketCheckName.Versioning).message())
        .isEqualTo("The bucket keeps versions.");
    assertThat(store.objects(bucket)).isEmpty();
  }

  @Test
  void old_orphaned_probes_are_removed_and_recent_ones_kept() {
    var bucket = bucketWithCors(store, "leftovers");
    store.put(bucket, "teams/vision/" + ProbeNames.PREFIX + "old");
    store.put(bucket, "teams/other/" + ProbeNames.PREFIX + "not-ours");

    look(bucket);
    assertThat(store.objects(bucket)).hasSize(2);

    InstantSource later = () -> Instant.now().plus(Duration.ofHours(1));
    try (var tomorrow =
        new BucketPreflight(
            PublicEndpoints.REAL, host -> List.of(InetAddress.getAllByName(host)), later)) {
      tomorrow.check(full(location(bucket), rootOf(store)));
    }
    assertThat(store.objects(bucket))
        .containsExactly("teams/other/" + ProbeNames.PREFIX + "not-ours");
  }

  @Test
  void declared_key_hidden_by_the_store_is_unknown() {
    var bucket = bucketWithCors(store, "kms");
    var findings =
        preflight.check(
            encryptedWith("arn:aws:kms:x:1:key/1", full(location(bucket), rootOf(store))));
    assertAllPassedExcept(findings, NO_ENCRYPTION_ANSWER);
  }

  @Test
  void private_certificate_passes_only_with_its_authority() {
    try (var secure = S3TestServer.startWithTls()) {
      secure.createBucket("secure");
      secure.putCors("secure", Remedies.cors(BucketProvider.MINIO));
      var location =
          new BucketLocation(
              BucketProvider.MINIO,
              "secure",
              null,
              S3TestServer.REGION,
              secure.endpoint(),
              true,
              null);
      var request = full(location, rootOf(secure));

      var unknown = preflight.check(request);
      assertThat(finding(unknown, BucketCheckName.EndpointReachable).message())
          .isEqualTo(
              "The certificate is not signed by a trusted authority. Set spec.tls.caBundleRef to its"
                  + " authority.");
      assertRestSkipped(unknown, BucketCheckName.EndpointReachable);

      var known = preflight.check(trusting(secure.authority().orElseThrow(), request));
      assertAllPassedExcept(known, NO_ENCRYPTION_ANSWER);
    }
  }

  @Test
  void tls_to_a_plaintext_store_is_reported() {
    var bucket = store.createBucket("plain");
    var secure =
        new BucketLocation(
            BucketProvider.MINIO, bucket, null, S3TestServer.REGION, store.endpoint(), true, null);

    var reachable =
        finding(preflight.check(full(secure, rootOf(store))), BucketCheckName.EndpointReachable);

    assertThat(reachable.message()).startsWith("The endpoint does not support TLS");
  }

  @Test
  void coreweave_is_asked_for_buckets_by_host_and_aws_by_path() {
    var bucket = bucketWithCors(store, "by-host");
    var here =
        new PublicEndpoints(
            URI.create("http://" + store.endpoint()),
            URI.create("http://" + S3TestServer.VIRTUAL_DOMAIN + ":" + store.port()),
            URI.create("http://127.0.0.1:1/"),
            URI.create("http://127.0.0.1:1/"),
            "http://127.0.0.1:1/{account}");
    var asked = new ArrayList<String>();
    HostLookup lookup =
        host -> {
          asked.add(host);
          return List.of(InetAddress.getLoopbackAddress());
        };
    try (var preflight = new BucketPreflight(here, lookup, InstantSource.system())) {
      var coreWeave =
          new BucketLocation(BucketProvider.COREWEAVE, bucket, "a", null, null, true, null);
      assertAllPassedExcept(preflight.check(full(coreWeave, rootOf(store))), NO_ENCRYPTION_ANSWER);
      assertThat(asked).containsExactly("by-host.cwobject.com");

      var aws = new BucketLocation(BucketProvider.AWS, bucket, "a", null, null, true, null);
      var findings = preflight.check(full(aws, rootOf(store)));
      assertAllPassedExcept(findings, NO_ENCRYPTION_ANSWER);
      assertThat(finding(findings, BucketCheckName.Region).message())
          .isEqualTo(
              "The bucket is in us-east-1. Set spec.region to it, unless the W&B server runs in that region.");
    }
  }
}
