package com.wandb.iam.storage.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.store.BucketEncryption;
import com.wandb.iam.storage.store.CorsRule;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RemediesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BucketCredentials KEY = new BucketCredentials.AccessKey("key", "secret");

  private static String policy(
      BucketProvider provider, @Nullable String path, @Nullable String region, boolean versions) {
    var location = new BucketLocation(provider, "acme", path, region, null, true, null);
    return Remedies.permissions(location, KEY, versions).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(BucketProvider.class)
  void cors_remedy_of_each_provider_grants_the_needed_access(BucketProvider provider)
      throws IOException {
    assertThat(JSON.readTree(Remedies.cors(provider)).toString())
        .contains("GET", "HEAD", "PUT", "\"*\"", "3000");
  }

  @Test
  void policy_lists_actions_on_the_bucket_and_the_path() throws IOException {
    var statements =
        JSON.readTree(policy(BucketProvider.AWS, "teams/vision", null, false))
            .required("Statement");

    var bucket = statements.get(0);
    assertThat(bucket.required("Resource").asText()).isEqualTo("arn:aws:s3:::acme");
    assertThat(bucket.required("Action").valueStream().map(one -> one.asText()))
        .containsExactly(
            "s3:GetBucketCORS",
            "s3:GetBucketLocation",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions");
    var objects = statements.get(1);
    assertThat(objects.required("Resource").asText()).isEqualTo("arn:aws:s3:::acme/teams/vision/*");
    assertThat(objects.required("Action").valueStream().map(one -> one.asText()))
        .containsExactly(
            "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject*", "s3:PutObject");
  }

  @Test
  void policy_allows_deleting_versions_if_the_probe_needs_it() {
    assertThat(policy(BucketProvider.MINIO, null, null, true))
        .contains("\"s3:DeleteObjectVersion\"");
    assertThat(policy(BucketProvider.MINIO, null, null, false)).doesNotContain("ObjectVersion\"");
  }

  @Test
  void policy_escapes_stars_and_uses_the_partition_name() {
    assertThat(policy(BucketProvider.AWS, "a*b", "cn-north-1", false))
        .contains("\"arn:aws-cn:s3:::acme/a${*}b/*\"");
    assertThat(policy(BucketProvider.AWS, null, "us-gov-west-1", false))
        .contains("\"arn:aws-us-gov:s3:::acme/*\"");
  }

  @Test
  void google_is_given_roles_and_azure_nothing() throws IOException {
    var google =
        Remedies.permissions(
                new BucketLocation(BucketProvider.GCP, "acme", null, null, null, true, null),
                new BucketCredentials.GoogleKey("sa@project.iam", "hidden"),
                false)
            .orElseThrow();
    assertThat(JSON.readTree(google).at("/bindings/0/members/0").asText())
        .isEqualTo("serviceAccount:sa@project.iam");
    assertThat(google).doesNotContain("hidden");
    assertThat(
            Remedies.permissions(
                new BucketLocation(BucketProvider.AZURE, "acme", null, null, null, true, "acc"),
                new BucketCredentials.AzureKey("AAAA"),
                false))
        .isEmpty();
  }

  @Test
  void wider_rule_has_no_gap_and_narrower_rule_lists_gaps() {
    assertThat(CorsRule.NEEDED.lacks()).isEmpty();
    assertThat(new CorsRule(List.of("*"), List.of("*"), List.of("*"), List.of("*"), 3600).lacks())
        .isEmpty();
    assertThat(
            new CorsRule(List.of("get", "PUT"), List.of("https://x"), List.of(), List.of("etag"), 0)
                .lacks())
        .containsExactly("method HEAD", "origin *", "header *", "max age 3000");
  }

  @Test
  void keys_are_the_same_by_their_whole_name_or_its_last_part() {
    var arn = "arn:aws:kms:eu-central-1:111122223333:key/1b9d";
    assertThat(new BucketEncryption(arn).uses(arn)).isTrue();
    assertThat(new BucketEncryption(arn).uses("1b9d")).isTrue();
    assertThat(new BucketEncryption("1b9d").uses(arn)).isTrue();
    assertThat(new BucketEncryption(arn).uses("9d")).isFalse();
    assertThat(new BucketEncryption(null).uses(arn)).isFalse();
    assertThat(BucketEncryption.isAlias("alias/ml")).isTrue();
    assertThat(BucketEncryption.isAlias("arn:aws:kms:x:1:alias/ml")).isTrue();
    assertThat(BucketEncryption.isAlias(arn)).isFalse();
  }
}
