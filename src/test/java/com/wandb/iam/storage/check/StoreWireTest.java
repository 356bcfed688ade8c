package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.encryptedWith;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.readOnly;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.storage.store.GoogleStore;
import com.wandb.iam.storage.store.PinnedAddresses;
import com.wandb.iam.storage.store.StoreHttp;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that the stores of the other tests do not give, in the format of the providers. */
@Isolated("it sets system properties")
class StoreWireTest {
  private static final BucketCredentials KEY = new BucketCredentials.AccessKey("key", "secret");
  private static final BucketCredentials NONE = new BucketCredentials.ServerIdentity();
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/xml";
  private static final String LISTED =
      OK + "\n<ListBucketResult><Name>bucket</Name></ListBucketResult>";

  private final List<String> heads = new CopyOnWriteArrayList<>();

  /**
   * Starts a store that answers by the head of the request.
   *
   * @param script returns head and body, separated by one line feed
   */
  private OddPeer scripted(Function<String, String> script) {
    return OddPeer.that(
        connection -> {
          var head = new StringBuilder();
          while (head.indexOf("\r\n\r\n") < 0) {
            int one = connection.getInputStream().read();
            if (one < 0) {
              return;
            }
            head.append((char) one);
          }
          heads.add(head.toString());
          var answer = script.apply(head.toString()).split("\n(?=[<{]|$)", 2);
          var body = answer.length > 1 ? answer[1] : "";
          OddPeer.send(
              connection,
              answer[0].stripTrailing()
                  + "\r\nConnection: close\r\nContent-Length: "
                  + body.getBytes(StandardCharsets.UTF_8).length
                  + "\r\n\r\n"
                  + body);
        });
  }

  private static PublicEndpoints at(OddPeer peer) {
    var base = URI.create("http://" + peer.endpoint());
    return new PublicEndpoints(
        base, base, URI.create(base + "/"), URI.create(base + "/token"), base + "/{account}");
  }

  private static BucketLocation aws(@Nullable String region) {
    return new BucketLocation(BucketProvider.AWS, "bucket", "a", region, null, true, null);
  }

  private List<BucketCheckResult> look(
      Function<String, String> script, BucketLocation location, BucketCredentials credentials) {
    try (var peer = scripted(script);
        var preflight = new BucketPreflight(at(peer))) {
      return preflight.check(readOnly(full(location, credentials)));
    }
  }

  private static String inFrankfurt(String head) {
    return head.contains("/eu-central-1/s3/")
        ? LISTED.replace("\n", "\r\nx-amz-bucket-region: eu-central-1\n")
        : "HTTP/1.1 301 Moved Permanently\r\nContent-Type: application/xml"
            + "\r\nx-amz-bucket-region: eu-central-1"
            + "\n<Error><Code>PermanentRedirect</Code><Message>text</Message></Error>";
  }

  @Test
  void bucket_is_checked_in_the_region_from_aws() {
    var findings = look(StoreWireTest::inFrankfurt, aws("us-west-2"), KEY);

    assertThat(finding(findings, BucketCheckName.Region))
        .isEqualTo(
            BucketCheckResult.failed(
                BucketCheckName.Region,
                "The bucket is in eu-central-1, not in us-west-2. Correct spec.region."));
    assertThat(finding(findings, BucketCheckName.Credentials).verdict())
        .isEqualTo(BucketVerdict.Passed);
  }

  @Test
  void undeclared_region_is_found() {
    var region = finding(look(StoreWireTest::inFrankfurt, aws(null), KEY), BucketCheckName.Region);
    assertThat(region.verdict()).isEqualTo(BucketVerdict.Passed);
    assertThat(region.message()).startsWith("The bucket is in eu-central-1");
  }

  @Test
  void redirect_loop_of_a_store_ends() {
    var findings =
        look(
            head ->
                "HTTP/1.1 301 Moved Permanently\r\nx-amz-bucket-region: "
                    + (head.contains("/eu-central-1/s3/") ? "us-west-2" : "eu-central-1")
                    + "\n<Error><Code>PermanentRedirect</Code></Error>",
            aws("us-west-2"),
            KEY);
    assertThat(finding(findings, BucketCheckName.Region).verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(heads).hasSize(2);
  }

  @Test
  void aws_returns_the_bucket_region_without_a_credential() {
    var findings =
        look(
            head ->
                "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml"
                    + "\r\nx-amz-bucket-region: eu-central-1"
                    + "\n<Error><Code>AccessDenied</Code></Error>",
            aws("eu-central-1"),
            NONE);

    assertThat(findings)
        .filteredOn(one -> one.verdict() == BucketVerdict.Passed)
        .extracting(BucketCheckResult::name)
        .containsExactly(
            BucketCheckName.EndpointReachable,
            BucketCheckName.BucketExists,
            BucketCheckName.Region);
    assertThat(findings)
        .filteredOn(one -> one.verdict() != BucketVerdict.Passed)
        .extracting(BucketCheckResult::verdict)
        .containsOnly(BucketVerdict.Skipped);
    assertThat(heads).isNotEmpty().noneMatch(head -> head.contains("Authorization"));
  }

  @Test
  void ambient_credentials_are_never_used() {
    var properties =
        List.of(
            List.of("aws.accessKeyId", "own-key"),
            List.of("aws.secretAccessKey", "own-secret"),
            List.of("aws.region", "own-region"),
            List.of("aws.endpointUrl", "http://127.0.0.1:1"),
            List.of("aws.endpointUrlS3", "http://127.0.0.1:1"),
            List.of("http.proxyHost", "127.0.0.1"),
            List.of("http.proxyPort", "1"));
    properties.forEach(one -> System.setProperty(one.getFirst(), one.getLast()));
    try {
      var findings = look(head -> LISTED, aws(null), NONE);
      assertThat(finding(findings, BucketCheckName.EndpointReachable).verdict())
          .isEqualTo(BucketVerdict.Passed);
      assertThat(heads)
          .isNotEmpty()
          .noneMatch(head -> head.contains("own-") || head.contains("Authorization"));
    } finally {
      properties.forEach(one -> System.clearProperty(one.getFirst()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:r:1:key/right, Passed",
    "right, Passed",
    "arn:aws:kms:r:1:key/other, Failed",
    "alias/right, Unknown"
  })
  void encryption_key_of_the_bucket_is_compared(String wanted, BucketVerdict verdict) {
    try (var peer =
            scripted(
                head ->
                    head.contains("?encryption")
                        ? OK
                            + "\n<ServerSideEncryptionConfiguration><Rule>"
                            + "<ApplyServerSideEncryptionByDefault>"
                            + "<SSEAlgorithm>aws:kms</SSEAlgorithm>"
                            + "<KMSMasterKeyID>arn:aws:kms:r:1:key/right</KMSMasterKeyID>"
                            + "</ApplyServerSideEncryptionByDefault>"
                            + "</Rule></ServerSideEncryptionConfiguration>"
                        : LISTED);
        var preflight = new BucketPreflight(at(peer))) {
      var request = encryptedWith(wanted, readOnly(full(aws("us-east-1"), KEY)));
      assertThat(finding(preflight.check(request), BucketCheckName.Encryption).verdict())
          .isEqualTo(verdict);
    }
  }

  @Test
  void unencrypted_bucket_fails_only_with_a_declared_key() {
    Function<String, String> script =
        head ->
            head.contains("?encryption")
                ? "HTTP/1.1 404 Not Found\r\nContent-Type: application/xml"
                    + "\n<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code></Error>"
                : LISTED;
    assertThat(finding(look(script, aws("us-east-1"), KEY), BucketCheckName.Encryption).verdict())
        .isEqualTo(BucketVerdict.Passed);
    try (var peer = scripted(script);
        var preflight = new BucketPreflight(at(peer))) {
      var request = encryptedWith("key", readOnly(full(aws("us-east-1"), KEY)));
      assertThat(finding(preflight.check(request), BucketCheckName.Encryption).verdict())
          .isEqualTo(BucketVerdict.Failed);
    }
  }

  @Test
  void clock_skew_is_reported_apart_from_a_wrong_key() {
    var findings =
        look(
            head ->
                "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml"
                    + "\n<Error><Code>RequestTimeTooSkewed</Code></Error>",
            aws("us-east-1"),
            KEY);
    assertThat(finding(findings, BucketCheckName.Credentials).message())
        .startsWith("The clocks of the store and of this machine differ");
  }

  private static final BucketLocation GOOGLE =
      new BucketLocation(BucketProvider.GCP, "bucket", null, null, null, true, null);

  private static String google(String head, String bucket) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\n"
        + (head.contains("/o?") ? "{\"kind\": \"storage#objects\"}" : bucket);
  }

  @Test
  void the_rules_of_the_remedy_are_enough_at_google_as_well() throws Exception {
    var bucket =
        "{\"location\": \"EU\", \"encryption\": {\"defaultKmsKeyName\": \"projects/p/key\"},"
            + " \"cors\": "
            + Remedies.cors(BucketProvider.GCP)
            + "}";
    // Without a credential, because a client with one requests a token first and CORS does not need
    // it.
    try (var peer = scripted(head -> google(head, bucket))) {
      var http =
          new StoreHttp(
              new PinnedAddresses(host -> List.of(InetAddress.getAllByName(host))),
              SSLContext.getDefault(),
              PreflightRun.LONG);
      try (var store = new GoogleStore(GOOGLE, NONE, at(peer), http)) {
        assertThat(store.cors())
            .singleElement()
            .satisfies(rule -> assertThat(rule.lacks()).isEmpty());
        assertThat(store.region()).hasValue("eu");
        assertThat(store.keepsVersions()).isFalse();
        assertThat(store.encryption().orElseThrow().uses("projects/p/key")).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"401, Passed, Skipped", "403, Passed, Skipped", "404, Failed, Skipped"})
  void google_reports_a_bucket_without_a_credential(
      int status, BucketVerdict exists, BucketVerdict credentials) {
    var findings =
        look(
            head ->
                "HTTP/1.1 "
                    + status
                    + " No\r\nContent-Type: application/json\n{\"error\": {\"code\": "
                    + status
                    + "}}",
            GOOGLE,
            NONE);
    assertThat(finding(findings, BucketCheckName.BucketExists).verdict()).isEqualTo(exists);
    assertThat(finding(findings, BucketCheckName.Credentials).verdict()).isEqualTo(credentials);
    assertThat(heads).noneMatch(head -> head.contains("Authorization"));
  }
}
