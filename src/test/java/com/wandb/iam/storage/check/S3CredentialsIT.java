package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.NO_ENCRYPTION_ANSWER;
import static com.wandb.iam.storage.check.PreflightRun.assertAllPassedExcept;
import static com.wandb.iam.storage.check.PreflightRun.assertRestSkipped;
import static com.wandb.iam.storage.check.PreflightRun.bucketWithCors;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.minio;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.stores.S3TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Results of a check with a real S3 store, for keys that are wrong or may do too little. */
class S3CredentialsIT {
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

  @Test
  void wrong_secret_key_is_reported_and_the_rest_skipped() {
    var bucket = store.createBucket("wrong-key");

    var findings =
        preflight.check(
            full(
                location(bucket),
                new BucketCredentials.AccessKey(store.accessKey(), "some/thing+else=")));

    var credentials = finding(findings, BucketCheckName.Credentials);
    assertThat(credentials.verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(credentials.message()).startsWith("The store rejects the access key");
    assertThat(finding(findings, BucketCheckName.EndpointReachable).verdict())
        .isEqualTo(BucketVerdict.Passed);
    assertRestSkipped(findings, BucketCheckName.EndpointReachable, BucketCheckName.Credentials);
  }

  @Test
  void unknown_access_key_is_reported() {
    var bucket = store.createBucket("unknown-key");
    var findings =
        preflight.check(
            full(location(bucket), new BucketCredentials.AccessKey("nobody", "secret")));
    assertThat(finding(findings, BucketCheckName.Credentials).message())
        .startsWith("The store rejects the access key");
  }

  @Test
  void read_only_key_fails_with_the_missing_policy() {
    var bucket = bucketWithCors(store, "read-only-key");
    var secret = store.createAccount("reader");
    store.allow(bucket, "reader", List.of("s3:ListBucket", "s3:GetObject", "s3:GetBucketCORS"));

    var findings =
        preflight.check(full(location(bucket), new BucketCredentials.AccessKey("reader", secret)));

    assertThat(finding(findings, BucketCheckName.Credentials).verdict())
        .isEqualTo(BucketVerdict.Passed);
    assertThat(finding(findings, BucketCheckName.Cors).verdict()).isEqualTo(BucketVerdict.Passed);
    var write = finding(findings, BucketCheckName.WriteProbe);
    assertThat(write.verdict()).isNotEqualTo(BucketVerdict.Passed);
    assertThat(write.remedy())
        .contains("s3:PutObject", "arn:aws:s3:::read-only-key/teams/vision/*");
    assertThat(finding(findings, BucketCheckName.Multipart).verdict())
        .isEqualTo(BucketVerdict.Failed);
    assertThat(store.objects(bucket)).isEmpty();
    assertThat(store.uploads(bucket)).isEmpty();
  }

  @Test
  void probe_is_not_written_without_delete_permission() {
    var bucket = bucketWithCors(store, "no-delete");
    var secret = store.createAccount("writer");
    store.allow(
        bucket,
        "writer",
        List.of("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:GetBucketVersioning"));

    var findings =
        preflight.check(full(location(bucket), new BucketCredentials.AccessKey("writer", secret)));

    var write = finding(findings, BucketCheckName.WriteProbe);
    assertThat(write.verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(write.message()).contains("s3:DeleteObject");
    assertThat(store.objects(bucket)).isEmpty();
    assertThat(store.uploads(bucket)).isEmpty();
  }

  @Test
  void the_policy_of_the_remedy_is_enough() throws Exception {
    var bucket = bucketWithCors(store, "policy");
    var secret = store.createAccount("fellow");
    var key = new BucketCredentials.AccessKey("fellow", secret);
    var refused =
        finding(preflight.check(full(location(bucket), key)), BucketCheckName.Credentials);
    assertThat(refused.verdict()).isEqualTo(BucketVerdict.Failed);

    var actions = new ArrayList<String>();
    new ObjectMapper()
        .readTree(refused.remedy())
        .required("Statement")
        .forEach(one -> one.required("Action").forEach(action -> actions.add(action.asText())));
    store.allow(bucket, "fellow", actions);

    assertAllPassedExcept(preflight.check(full(location(bucket), key)), NO_ENCRYPTION_ANSWER);
  }

  @Test
  void undeletable_versions_prevent_writing_a_probe() {
    var bucket = bucketWithCors(store, "kept-versions");
    store.enableVersioning(bucket);
    var secret = store.createAccount("keeper");
    store.allow(
        bucket,
        "keeper",
        List.of(
            "s3:ListBucket",
            "s3:ListBucketVersions",
            "s3:GetBucketVersioning",
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject"));

    var write =
        finding(
            preflight.check(
                full(location(bucket), new BucketCredentials.AccessKey("keeper", secret))),
            BucketCheckName.WriteProbe);

    assertThat(write.verdict()).isEqualTo(BucketVerdict.Unknown);
    assertThat(write.message()).contains("s3:DeleteObjectVersion");
    assertThat(write.remedy()).contains("s3:DeleteObjectVersion");
    assertThat(store.objects(bucket)).isEmpty();
  }

  @Test
  void checks_requiring_the_servers_identity_are_skipped() {
    var bucket = bucketWithCors(store, "identity");

    var findings = preflight.check(full(location(bucket), new BucketCredentials.ServerIdentity()));

    assertThat(finding(findings, BucketCheckName.EndpointReachable).verdict())
        .isEqualTo(BucketVerdict.Passed);
    assertThat(findings)
        .extracting(BucketCheckResult::verdict)
        .doesNotContain(BucketVerdict.Failed);
    assertThat(finding(findings, BucketCheckName.Credentials).verdict())
        .isEqualTo(BucketVerdict.Skipped);
    assertThat(finding(findings, BucketCheckName.WriteProbe).verdict())
        .isEqualTo(BucketVerdict.Skipped);
  }
}
