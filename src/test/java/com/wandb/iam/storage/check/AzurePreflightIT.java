package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.assertAllPassedExcept;
import static com.wandb.iam.storage.check.PreflightRun.assertRestSkipped;
import static com.wandb.iam.storage.check.PreflightRun.encryptedWith;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.readOnly;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.stores.AzuriteTestServer;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Results of a check with Azure's emulator. */
class AzurePreflightIT {
  private static final BucketCheckResult[] NOT_TOLD = {
    BucketCheckResult.unknown(BucketCheckName.Region, "The store does not report a region."),
    BucketCheckResult.unknown(
        BucketCheckName.Versioning, "The store does not support this request."),
    BucketCheckResult.skipped(BucketCheckName.Multipart, "W&B uses multipart uploads only with S3.")
  };

  private static AzuriteTestServer store;
  private static BucketPreflight preflight;

  @BeforeAll
  static void start() {
    store = AzuriteTestServer.shared();
    preflight = new BucketPreflight(at(store.endpointPattern()));
    store.putCors(Remedies.cors(BucketProvider.AZURE));
  }

  @AfterAll
  static void stop() {
    if (preflight != null) {
      preflight.close();
    }
  }

  private static PublicEndpoints at(String azure) {
    var nowhere = URI.create("http://127.0.0.1:1/");
    return new PublicEndpoints(nowhere, nowhere, nowhere, nowhere, azure);
  }

  private static BucketLocation location(String container) {
    return new BucketLocation(
        BucketProvider.AZURE, container, "teams/vision", null, null, true, store.account());
  }

  private static BucketCredentials key() {
    return new BucketCredentials.AzureKey(store.accountKey());
  }

  private static List<BucketCheckResult> look(String container) {
    return preflight.check(full(location(container), key()));
  }

  @Test
  void correct_container_passes_and_is_unchanged() {
    var container = store.createContainer("good");

    assertAllPassedExcept(look(container), NOT_TOLD);

    assertThat(store.blobs(container)).isEmpty();
  }

  @Test
  void missing_cors_fails_with_a_remedy_for_direct_use() {
    var container = store.createContainer("no-cors");
    store.putCors("{\"properties\": {\"cors\": {\"corsRules\": []}}}");

    var cors = finding(look(container), BucketCheckName.Cors);

    assertThat(cors.verdict()).isEqualTo(BucketVerdict.Failed);
    store.putCors(cors.remedy());
    assertAllPassedExcept(look(container), NOT_TOLD);
  }

  @Test
  void wrong_key_is_reported() {
    var container = store.createContainer("wrong-key");
    var wrong =
        new BucketCredentials.AzureKey(Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}));

    var findings = preflight.check(full(location(container), wrong));

    assertThat(finding(findings, BucketCheckName.Credentials).message())
        .startsWith("The account rejects the access key");
    assertRestSkipped(findings, BucketCheckName.EndpointReachable, BucketCheckName.Credentials);
  }

  @Test
  void missing_container_is_reported() {
    var findings = look("not-there");

    assertThat(finding(findings, BucketCheckName.BucketExists).message())
        .startsWith("This bucket does not exist");
    assertRestSkipped(findings, BucketCheckName.EndpointReachable, BucketCheckName.BucketExists);
  }

  @Test
  void read_only_writes_nothing() {
    var container = store.createContainer("read-only");
    var findings = preflight.check(readOnly(full(location(container), key())));
    assertThat(finding(findings, BucketCheckName.WriteProbe).verdict())
        .isEqualTo(BucketVerdict.Skipped);
    assertThat(findings)
        .extracting(BucketCheckResult::verdict)
        .doesNotContain(BucketVerdict.Failed);
  }

  @Test
  void encryption_key_of_an_account_is_unknown() {
    var container = store.createContainer("kms");
    var findings = preflight.check(encryptedWith("key", full(location(container), key())));
    assertThat(finding(findings, BucketCheckName.Encryption).verdict())
        .isEqualTo(BucketVerdict.Unknown);
  }

  @Test
  void checks_requiring_the_servers_identity_are_skipped() {
    var container = store.createContainer("identity");
    var findings =
        preflight.check(full(location(container), new BucketCredentials.ServerIdentity()));
    assertThat(findings)
        .extracting(BucketCheckResult::verdict)
        .doesNotContain(BucketVerdict.Failed);
    assertThat(finding(findings, BucketCheckName.EndpointReachable).verdict())
        .isEqualTo(BucketVerdict.Passed);
    assertThat(finding(findings, BucketCheckName.Credentials).verdict())
        .isEqualTo(BucketVerdict.Skipped);
  }

  @Test
  void web_page_instead_of_the_store_is_reported() {
    try (var peer =
            OddPeer.answering("HTTP/1.1 200 OK\r\nContent-Type: text/html", "<html>Hello</html>");
        var elsewhere = new BucketPreflight(at("http://" + peer.endpoint() + "/{account}"))) {
      var findings = elsewhere.check(full(location("page"), key()));
      assertThat(finding(findings, BucketCheckName.EndpointReachable).message())
          .startsWith("The answer is not from the provider's store");
    }
  }
}
