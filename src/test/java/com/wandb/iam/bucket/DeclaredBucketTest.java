package com.wandb.iam.bucket;

import static com.wandb.iam.bucket.Connectors.connector;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.tenancy.BucketUse;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorSpec;
import com.wandb.iam.crd.v1alpha1.StorageProvider;
import com.wandb.iam.crd.v1alpha1.TeamStorage;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.wandb.TeamBucket;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a connector declares, in the forms of the server, of the tenants and of the status. */
class DeclaredBucketTest {
  private static final StorageConnectorSpec PLAIN = spec();

  /** With every field that a form can contain. */
  private static final StorageConnectorSpec FULL =
      spec(
          "path: a/b",
          "endpoint: minio.example.com",
          "kmsKeyId: key-1",
          "aws: {externalId: ext-1}",
          "azure: {storageAccount: store1, tenantId: tenant-1, clientId: client-1}",
          "tls: {enabled: false}",
          "credentials: {secretRef: {name: keys}}");

  private static StorageConnectorSpec spec(String... lines) {
    return made(lines).getSpec();
  }

  private static StorageConnector made(String... lines) {
    return connector("ml/data", "2026-01-01T00:00:00Z", lines);
  }

  @Test
  void location_has_the_declared_parts() {
    assertThat(DeclaredBucket.location(PLAIN))
        .isEqualTo(
            new BucketLocation(BucketProvider.AWS, "acme", null, "eu-west-1", null, true, null));
    assertThat(DeclaredBucket.location(FULL))
        .isEqualTo(
            new BucketLocation(
                BucketProvider.AWS,
                "acme",
                "a/b",
                "eu-west-1",
                "minio.example.com",
                false,
                "store1"));
  }

  @ParameterizedTest
  @EnumSource(StorageProvider.class)
  void provider_of_the_location_is_the_declared_one(StorageProvider provider) {
    var yaml = Serialization.asYaml(made());
    var other =
        Serialization.unmarshal(
            yaml.replaceFirst("provider: \"?AWS\"?", "provider: " + provider),
            StorageConnector.class);
    assertThat(DeclaredBucket.location(other.getSpec()).provider().name())
        .isEqualTo(provider.name());
  }

  /** The name of a container is unique only within its account. */
  @Test
  void tenants_see_the_bucket_with_its_account() {
    assertThat(DeclaredBucket.use(PLAIN)).isEqualTo(new BucketUse("acme", Optional.empty(), true));
    assertThat(DeclaredBucket.use(FULL))
        .isEqualTo(new BucketUse("store1/acme", Optional.of("minio.example.com"), false));
  }

  @Test
  void team_is_created_with_the_declared_bucket() {
    assertThat(DeclaredBucket.ofTeam(PLAIN))
        .isEqualTo(new TeamBucket("AWS", "acme", null, null, null, null, null));
    assertThat(DeclaredBucket.ofTeam(FULL))
        .isEqualTo(
            new TeamBucket("AWS", "store1/acme", "a/b", "key-1", "ext-1", "tenant-1", "client-1"));
  }

  @Test
  void status_of_a_team_shows_the_bucket() {
    assertThat(DeclaredBucket.shown(FULL))
        .isEqualTo(new TeamStorage(StorageProvider.AWS, "acme", "a/b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kmsKeyId: keys                             | keys | false
          credentials: {secretRef: {name: keys}}     | keys | true
          credentials: {secretRef: {name: keys}}     | ca   | false
          tls: {caBundleRef: {name: ca}}             | ca   | true
          tls: {caBundleRef: {name: ca}}             | keys | false
          """)
  void connector_names_its_secret_and_its_authority(String line, String name, boolean named) {
    assertThat(DeclaredBucket.names(made(line), name)).isEqualTo(named);
  }

  static Stream<Arguments> keys() {
    var key = new BucketCredentials.AccessKey("<accessKey>", "<secretKey>");
    return Stream.of(
        Arguments.of(StorageProvider.AWS, key),
        Arguments.of(StorageProvider.COREWEAVE, key),
        Arguments.of(StorageProvider.MINIO, key),
        Arguments.of(
            StorageProvider.GCP,
            new BucketCredentials.GoogleKey("<serviceAccountEmail>", "<privateKey>")),
        Arguments.of(StorageProvider.AZURE, new BucketCredentials.AzureKey("<accessKey>")));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void credentials_are_read_from_the_keys_of_the_provider(
      StorageProvider provider, BucketCredentials expected) {
    assertThat(DeclaredBucket.credentials(provider, key -> "<" + key + ">")).isEqualTo(expected);
  }
}
