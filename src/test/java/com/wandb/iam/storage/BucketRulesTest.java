package com.wandb.iam.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketCredentials.AccessKey;
import com.wandb.iam.storage.BucketCredentials.AzureKey;
import com.wandb.iam.storage.BucketCredentials.GoogleKey;
import com.wandb.iam.storage.BucketCredentials.ServerIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketRulesTest {
  private static final BucketCredentials KEY = new AccessKey("key", "secret");
  private static final BucketCredentials NONE = new ServerIdentity();

  private static BucketLocation aws(String bucket) {
    return new BucketLocation(BucketProvider.AWS, bucket, null, null, null, true, null);
  }

  private static BucketLocation minio(@Nullable String path) {
    return new BucketLocation(
        BucketProvider.MINIO, "bucket", path, "us-east-1", "minio:9000", false, null);
  }

  private static BucketLocation azure(String container, @Nullable String account) {
    return new BucketLocation(BucketProvider.AZURE, container, null, null, null, true, account);
  }

  private static List<String> fields(BucketLocation location, BucketCredentials credentials) {
    return BucketRules.check(location, credentials).stream().map(BucketProblem::field).toList();
  }

  private static void assertAccepted(BucketLocation location, BucketCredentials credentials) {
    assertThat(BucketRules.check(location, credentials)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AWS, abc",
    "AWS, a.b-c",
    "MINIO, xn--bucket",
    "COREWEAVE, team-data",
    "GCP, under_score",
    "GCP, a.very.long.name.of.parts.that.goes.on.and.on.beyond.what.s3.would.ever.take.for.a.name",
    "AZURE, one-two-3"
  })
  void valid_provider_name_is_accepted(BucketProvider provider, String bucket) {
    assertThat(BucketNames.problem(provider, bucket)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AWS, ab, 3 to 63",
    "AWS, Upper, lowercase",
    "AWS, under_score, lowercase",
    "AWS, -begins, Begin",
    "AWS, ends., Begin",
    "AWS, two..dots, two dots",
    "AWS, 192.168.1.1, IP address",
    "AWS, xn--bucket, xn--",
    "AWS, sthree-x, sthree-",
    "AWS, bucket-s3alias, -s3alias",
    "AWS, bucket--x-s3, --x-s3",
    "MINIO, under_score, lowercase",
    "COREWEAVE, cw-data, cw-",
    "COREWEAVE, vip-data, vip-",
    "COREWEAVE, under_score, hyphens",
    "COREWEAVE, with.dot, hyphens",
    "GCP, goog-data, goog",
    "GCP, my-g00gle-data, google",
    "GCP, a..b, between dots",
    "GCP, 1.2.3.4, IP address",
    "GCP, Upper, lowercase",
    "AZURE, two--hyphens, single hyphens",
    "AZURE, dot.ted, hyphens",
    "AZURE, -begins, Begin",
    "AZURE, ab, 3 to 63"
  })
  void invalid_provider_name_is_refused_with_the_rule(
      BucketProvider provider, String bucket, String part) {
    assertThat(BucketNames.problem(provider, bucket))
        .hasValueSatisfying(message -> assertThat(message).contains(part));
  }

  @Test
  void name_over_63_characters_is_valid_only_for_google_dots() {
    var part = "a".repeat(32);
    assertThat(BucketNames.problem(BucketProvider.AWS, part + part)).isPresent();
    assertThat(BucketNames.problem(BucketProvider.AZURE, part + part)).isPresent();
    assertThat(BucketNames.problem(BucketProvider.GCP, part + part)).isPresent();
    assertThat(BucketNames.problem(BucketProvider.GCP, part + "." + part)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "a/", "a//b", "../a", "a/./b", "a b", "a\nb", "a\"b", "ü"})
  void path_other_than_a_plain_prefix_is_refused(String path) {
    assertThat(fields(minio(path), KEY)).contains("path").containsOnly("path");
  }

  @Test
  void a_path_of_segments_is_accepted() {
    assertAccepted(minio("teams/vision_2/(a)*!'".replace("'", "")), KEY);
  }

  @Test
  void an_endpoint_has_a_place_in_addresses_of_s3_only() {
    for (var provider :
        List.of(BucketProvider.GCP, BucketProvider.AZURE, BucketProvider.COREWEAVE)) {
      var account = provider == BucketProvider.AZURE ? "account" : null;
      var location =
          new BucketLocation(provider, "bucket", null, null, "proxy.local", true, account);
      var credentials = provider == BucketProvider.COREWEAVE ? KEY : NONE;
      assertThat(fields(location, credentials)).containsExactly("endpoint");
    }
    assertAccepted(
        new BucketLocation(BucketProvider.AWS, "bucket", null, null, "proxy.local", false, null),
        KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host",
        "host/path",
        "user@host",
        "host:0",
        "host:65536",
        "host:port",
        "",
        "a b",
        "h?x"
      })
  void an_endpoint_is_a_host_with_or_without_a_port(String endpoint) {
    var location =
        new BucketLocation(BucketProvider.MINIO, "bucket", null, "r1", endpoint, true, null);
    assertThat(fields(location, KEY)).containsExactly("endpoint");
  }

  @Test
  void another_s3_store_needs_region_and_endpoint() {
    var location = new BucketLocation(BucketProvider.MINIO, "bucket", null, null, null, true, null);
    assertThat(fields(location, KEY)).containsExactly("region", "endpoint");
  }

  @Test
  void a_region_is_a_word_since_it_becomes_a_part_of_a_host_name() {
    var location =
        new BucketLocation(
            BucketProvider.AWS, "bucket", null, "eu.evil.example.com/", null, true, null);
    assertThat(fields(location, KEY)).containsExactly("region");
  }

  @Test
  void public_stores_are_reached_with_tls() {
    var location = new BucketLocation(BucketProvider.AWS, "bucket", null, null, null, false, null);
    assertThat(fields(location, KEY)).containsExactly("tls.enabled");
  }

  @Test
  void a_storage_account_belongs_to_azure() {
    assertAccepted(azure("data", "acmeml"), NONE);
    assertThat(fields(azure("data", null), NONE)).containsExactly("azure.storageAccount");
    assertThat(fields(azure("data", "acme-ml"), NONE)).containsExactly("azure.storageAccount");
    assertThat(
            fields(
                new BucketLocation(BucketProvider.AWS, "bucket", null, null, null, true, "acme"),
                NONE))
        .containsExactly("azure.storageAccount");
  }

  @Test
  void credentials_fit_the_provider() {
    var google = new GoogleKey("sa@project.iam", "-----BEGIN PRIVATE KEY-----\nAAAA");
    var azureKey = new AzureKey("AAAA");
    var gcp = new BucketLocation(BucketProvider.GCP, "bucket", null, null, null, true, null);
    assertAccepted(aws("bucket"), KEY);
    assertAccepted(aws("bucket"), NONE);
    assertAccepted(gcp, google);
    assertAccepted(gcp, NONE);
    assertAccepted(azure("data", "acmeml"), azureKey);
    for (var wrong : List.of(google, azureKey)) {
      assertThat(fields(aws("bucket"), wrong)).containsExactly("credentials.secretRef");
    }
    assertThat(fields(gcp, KEY)).containsExactly("credentials.secretRef");
    assertThat(fields(azure("data", "acmeml"), KEY)).containsExactly("credentials.secretRef");
  }

  @Test
  void coreweave_accepts_only_an_access_key() {
    var location =
        new BucketLocation(BucketProvider.COREWEAVE, "bucket", null, null, null, true, null);
    assertThat(BucketRules.check(location, NONE))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.field()).isEqualTo("credentials.secretRef");
              assertThat(problem.message()).contains("with an access key");
            });
  }

  @Test
  void malformed_keys_are_refused_without_repeating_them() {
    var gcp = new BucketLocation(BucketProvider.GCP, "bucket", null, null, null, true, null);
    assertThat(BucketRules.check(aws("bucket"), new AccessKey("hidden", " "))).hasSize(1);
    assertThat(BucketRules.check(gcp, new GoogleKey("hidden", "hidden\\n")))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.message()).doesNotContain("hidden"));
    assertThat(BucketRules.check(azure("data", "acmeml"), new AzureKey("hidden!")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).doesNotContain("hidden"));
  }

  @Test
  void all_violations_are_returned_together() {
    var location = new BucketLocation(BucketProvider.AWS, "B", "/x", "r/", "u@h", false, "account");
    assertThat(fields(location, new AzureKey("AAAA")))
        .containsExactly(
            "bucket",
            "path",
            "region",
            "endpoint",
            "azure.storageAccount",
            "credentials.secretRef");
  }
}
