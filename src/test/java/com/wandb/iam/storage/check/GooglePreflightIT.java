package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.assertRestSkipped;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.readOnly;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.stores.GcsTestServer;
import com.wandb.iam.stores.GoogleTokens;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Results of a check with a store that implements Google's API without CORS. */
class GooglePreflightIT {
  private static GcsTestServer store;
  private static BucketPreflight preflight;

  @BeforeAll
  static void start() {
    store = GcsTestServer.shared();
    preflight = new BucketPreflight(at(store.endpoint(), store.tokenEndpoint()));
  }

  @AfterAll
  static void stop() {
    preflight.close();
  }

  private static PublicEndpoints at(URI google, URI tokens) {
    var nowhere = URI.create("http://127.0.0.1:1/");
    return new PublicEndpoints(nowhere, nowhere, google, tokens, "http://127.0.0.1:1/{account}");
  }

  private static BucketLocation location(String bucket) {
    return new BucketLocation(
        BucketProvider.GCP, bucket, "teams/vision", "europe-west1", null, true, null);
  }

  private static BucketCredentials key() {
    return new BucketCredentials.GoogleKey(store.serviceAccountEmail(), store.privateKey());
  }

  private static List<BucketCheckResult> look(String bucket) {
    return preflight.check(full(location(bucket), key()));
  }

  @Test
  void correct_bucket_passes_except_cors_and_is_unchanged() {
    var bucket = store.createBucket("good");

    var findings = look(bucket);

    assertThat(findings)
        .filteredOn(one -> one.verdict() != BucketVerdict.Passed)
        .extracting(BucketCheckResult::name)
        .containsExactly(BucketCheckName.Multipart, BucketCheckName.Cors);
    assertThat(finding(findings, BucketCheckName.Cors).remedy()).contains("maxAgeSeconds");
    assertThat(store.objects(bucket)).isEmpty();
  }

  @Test
  void no_probe_version_remains_in_a_versioned_bucket() {
    var bucket = store.createVersionedBucket("versions");

    var findings = look(bucket);

    assertThat(finding(findings, BucketCheckName.Versioning).message())
        .isEqualTo("The bucket keeps versions.");
    assertThat(finding(findings, BucketCheckName.WriteProbe).verdict())
        .isEqualTo(BucketVerdict.Passed);
    assertThat(store.objects(bucket)).isEmpty();
  }

  @Test
  void key_refused_by_the_token_service_is_reported() throws Exception {
    var bucket = store.createBucket("wrong-key");
    var other = GoogleTokens.newKeys().getPrivate();
    var pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(other.getEncoded())
            + "\n-----END PRIVATE KEY-----\n";

    var findings =
        preflight.check(
            full(
                location(bucket),
                new BucketCredentials.GoogleKey(store.serviceAccountEmail(), pem)));

    assertThat(finding(findings, BucketCheckName.Credentials).message())
        .startsWith("The store rejects the access key");
    assertRestSkipped(findings, BucketCheckName.EndpointReachable, BucketCheckName.Credentials);
  }

  @Test
  void malformed_key_is_reported() {
    var garbled =
        new BucketCredentials.GoogleKey(
            store.serviceAccountEmail(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END");
    var findings = preflight.check(full(location("any"), garbled));
    assertThat(finding(findings, BucketCheckName.Credentials).message())
        .startsWith("The private key in the Secret cannot be parsed");
  }

  @Test
  void missing_bucket_is_reported() {
    var findings = look("not-there");
    assertThat(finding(findings, BucketCheckName.BucketExists).message())
        .startsWith("This bucket does not exist");
    assertRestSkipped(findings, BucketCheckName.EndpointReachable, BucketCheckName.BucketExists);
  }

  @Test
  void wrong_region_is_reported_with_the_right_region() {
    var bucket = store.createBucket("wrong-region");
    var elsewhere =
        new BucketLocation(BucketProvider.GCP, bucket, null, "us-east1", null, true, null);
    assertThat(finding(preflight.check(full(elsewhere, key())), BucketCheckName.Region).message())
        .isEqualTo("The bucket is in europe-west1, not in us-east1. Correct spec.region.");
  }

  @Test
  void read_only_writes_nothing() {
    var bucket = store.createBucket("read-only");
    var findings = preflight.check(readOnly(full(location(bucket), key())));
    assertThat(finding(findings, BucketCheckName.WriteProbe).verdict())
        .isEqualTo(BucketVerdict.Skipped);
  }

  @Test
  void checks_requiring_the_servers_identity_are_skipped() {
    var bucket = store.createBucket("identity");
    var findings = preflight.check(full(location(bucket), new BucketCredentials.ServerIdentity()));
    assertThat(findings)
        .extracting(BucketCheckResult::verdict)
        .doesNotContain(BucketVerdict.Failed);
    assertThat(finding(findings, BucketCheckName.Credentials).verdict())
        .isEqualTo(BucketVerdict.Skipped);
  }

  @Test
  void web_page_instead_of_the_store_is_reported() {
    try (var peer =
            OddPeer.answering("HTTP/1.1 200 OK\r\nContent-Type: text/html", "<html>Hello</html>");
        var elsewhere =
            new BucketPreflight(
                at(URI.create("http://" + peer.endpoint() + "/"), store.tokenEndpoint()))) {
      var findings = elsewhere.check(full(location("page"), key()));
      assertThat(finding(findings, BucketCheckName.EndpointReachable).message())
          .startsWith("The answer is not from the provider's store");
    }
  }

  @Test
  void redirects_are_not_followed() {
    try (var target = OddPeer.silent();
        var peer =
            OddPeer.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://" + target.endpoint() + "/", "");
        var elsewhere =
            new BucketPreflight(
                at(URI.create("http://" + peer.endpoint() + "/"), store.tokenEndpoint()))) {
      var findings = elsewhere.check(full(location("redirect"), key()));
      assertThat(finding(findings, BucketCheckName.EndpointReachable).message())
          .startsWith("The endpoint redirects");
      assertThat(target.connections()).isZero();
    }
  }
}
