package com.wandb.iam.loop.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.BucketCheck;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.StorageScenario;
import com.wandb.iam.storage.BucketAddress;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Results of bucket checks that a user sees before the first run fails. */
class StorageConnectorIT {
  private static final Map<String, String> SOURCE = Map.of("iam.wandb.com/source", "true");

  @Test
  void checked_bucket_address_in_status_has_no_credentials() {
    try (var storage = StorageScenario.ready()) {
      var bucket = storage.bucket();
      storage.connect("on-prem", bucket, "path: teams/vision");
      var status = storage.awaitReady("on-prem").getStatus();
      assertThat(status.address())
          .isEqualTo(
              "s3://%s/%s/teams/vision?region=us-east-1&tls=false"
                  .formatted(storage.store().endpoint(), bucket));
      assertThat(status.preflight().checks())
          .extracting(BucketCheck::verdict)
          .doesNotContain("Failed")
          .contains("Passed");
      assertThat(storage.check("on-prem", "Cors").orElseThrow().verdict()).isEqualTo("Passed");
      var address =
          BucketAddress.parse(storage.scenario().secretValue("on-prem-wandb-storage", "BUCKET"));
      assertThat(address.redacted()).isEqualTo(status.address());
      assertThat(address.reveal()).isNotEqualTo(status.address());
      assertThat(storage.store().objects(bucket)).as("no probe remains").isEmpty();
      storage.awaitReason("on-prem", "Bound", "NotBound");
      storage.awaitReason("on-prem", "Active", "NotBound");
      assertThat(status.toString()).doesNotContain(storage.store().secretKey());
    }
  }

  @Test
  void failed_preflight_blocks_the_connector_and_names_the_fix() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      var bucket = storage.bare();
      storage.connect("on-prem", bucket, "");
      assertThat(storage.awaitReason("on-prem", "Verified", "PreflightFailed")).contains("Cors");
      storage.awaitReason("on-prem", "Stalled", "PreflightFailed");
      assertThat(storage.scenario().events("on-prem", "PreflightFailed"))
          .anySatisfy(note -> assertThat(note).contains("Cors", "AllowedMethods", "ETag"));
      assertThat(storage.scenario().find(Secret.class, "on-prem-wandb-storage")).isEmpty();
      assertThat(storage.fileStores()).isEmpty();

      storage.cors(bucket);
      storage.requestCheck("on-prem");
      storage.awaitReady("on-prem");
      assertThat(storage.entries()).hasSize(1);
    }
  }

  @Test
  void later_bucket_misconfiguration_is_detected() {
    try (var storage = StorageScenario.ready()) {
      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      var bucket = storage.bucket();
      storage.connect("on-prem", bucket, "");
      storage.awaitReady("on-prem");
      storage
          .store()
          .putCors(
              bucket,
              """
              {"CORSRules": [{"AllowedHeaders": ["*"], "AllowedMethods": ["GET"],
                "AllowedOrigins": ["*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 3000}]}
              """);
      assertThat(storage.awaitReason("on-prem", "Verified", "PreflightFailed")).contains("Cors");
    }
  }

  @Test
  void advisory_preflight_does_not_block_and_disabled_is_unknown() {
    try (var storage = StorageScenario.ready()) {
      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      var bucket = storage.bare();
      storage.connect("advised", bucket, "path: a\npreflight: Advisory");
      storage.awaitReady("advised");
      storage.awaitReason("advised", "Verified", "PreflightFailed");
      storage.connect("unseen", bucket, "path: b\npreflight: Disabled");
      storage.awaitReady("unseen");
      storage.awaitReason("unseen", "Verified", "Unchecked");
      assertThat(storage.connector("unseen").getStatus().preflight()).isNull();
    }
  }

  @Test
  void missing_credentials_are_named_until_they_exist() {
    try (var storage = StorageScenario.ready()) {
      var bucket = storage.bare();
      storage.cors(bucket);
      storage.connect("on-prem", bucket, "");
      storage.awaitReason("on-prem", "Accepted", "SecretNotFound");
      var whole =
          Map.of(
              "accessKey", storage.store().accessKey(), "secretKey", storage.store().secretKey());
      storage.credentials(SOURCE, Map.of("accessKey", storage.store().accessKey()));
      assertThat(storage.awaitReason("on-prem", "Accepted", "SecretKeyMissing"))
          .contains("secretKey");
      storage.credentials(SOURCE, whole);
      storage.awaitReady("on-prem");
    }
  }

  @Test
  void credentials_secret_without_source_label_is_rejected() {
    try (var storage = StorageScenario.ready()) {
      storage.credentials(
          Map.of(),
          Map.of(
              "accessKey", storage.store().accessKey(), "secretKey", storage.store().secretKey()));
      storage.connect("on-prem", storage.bare(), "");
      storage.awaitReason("on-prem", "Accepted", "SourceLabelMissing");
      assertThat(storage.connector("on-prem").getStatus().preflight()).isNull();
    }
  }

  @Test
  void wrong_key_and_missing_bucket_are_distinguished() {
    try (var storage = StorageScenario.ready()) {
      var bucket = storage.bucket();
      storage.credentials("nobody", "wrong");
      storage.connect("refused", bucket, "");
      storage.awaitReason("refused", "Verified", "PreflightFailed");
      assertThat(storage.check("refused", "Credentials").orElseThrow().verdict())
          .isEqualTo("Failed");
      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      storage.awaitReady("refused");
      storage.connect("absent", "there-is-none", "");
      storage.awaitReason("absent", "Verified", "PreflightFailed");
      assertThat(storage.check("absent", "BucketExists").orElseThrow().verdict())
          .isEqualTo("Failed");
    }
  }

  @Test
  void tenants_limit_buckets_endpoints_and_identities() {
    try (var storage = StorageScenario.ready()) {
      var bucket = storage.bucket();
      var scenario = storage.scenario();
      storage.applyServer("tenants: []");
      storage.connect("on-prem", bucket, "");
      storage.awaitReason("on-prem", "Accepted", "NotAllowed");
      var entry = "tenants: [{name: all, namespaces: [$NAMESPACE], teams: ['*'], storage: {%s}}]";
      storage.applyServer(entry.formatted("buckets: ['*'], endpoints: ['elsewhere:9000']"));
      assertThat(storage.awaitReason("on-prem", "Accepted", "NotAllowed"))
          .contains(storage.store().endpoint());
      storage.applyServer(entry.formatted("buckets: [other], endpoints: ['*']"));
      storage.awaitReason("on-prem", "Accepted", "NotAllowed");
      assertThat(storage.connector("on-prem").getStatus().preflight()).isNull();
      storage.applyServer(entry.formatted("buckets: [" + bucket + "], endpoints: ['*']"));
      storage.awaitReady("on-prem");

      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: StorageConnector
          metadata: {name: irsa}
          spec: {serverRef: {name: $SERVER}, provider: AWS, bucket: %s, region: eu-central-1, preflight: Disabled}
          """
              .formatted(bucket));
      assertThat(storage.awaitReason("irsa", "Accepted", "NotAllowed")).contains("identity");

      storage.applyServer(entry.formatted("buckets: ['acme/*'], endpoints: ['*']"));
      storage.credentials(Map.of("iam.wandb.com/source", "true"), Map.of("accessKey", "S2V5"));
      for (var account : List.of("acme", "mallory")) {
        scenario.apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: StorageConnector
            metadata: {name: %1$s}
            spec:
              serverRef: {name: $SERVER}
              provider: AZURE
              bucket: wandb
              azure: {storageAccount: %1$s}
              credentials: {secretRef: {name: minio}}
              preflight: Disabled
            """
                .formatted(account));
      }
      storage.awaitReady("acme");
      assertThat(storage.awaitReason("mallory", "Accepted", "NotAllowed"))
          .contains("mallory/wandb");
      assertThat(scenario.get(WandbServer.class, scenario.server()).getStatus()).isNotNull();
    }
  }

  @Test
  void location_belongs_to_one_connector_until_it_is_deleted() {
    try (var storage = StorageScenario.ready()) {
      var bucket = storage.bucket();
      storage.connect("first", bucket, "path: teams");
      storage.awaitReady("first");
      storage.connect("inside", bucket, "path: teams/vision");
      assertThat(storage.awaitReason("inside", "Accepted", "Conflict")).contains("first");
      storage.connect("beside", bucket, "path: teams-of-others");
      storage.awaitReady("beside");
      storage.scenario().delete(StorageConnector.class, "first");
      storage.scenario().awaitGone(StorageConnector.class, "first");
      storage.awaitReady("inside");
      assertThat(storage.scenario().find(Secret.class, "first-wandb-storage")).isEmpty();
    }
  }

  @Test
  void another_namespace_s_connector_is_not_named() {
    try (var storage = StorageScenario.ready();
        var other = StorageScenario.ready()) {
      var bucket = storage.bucket();
      other.bucket();
      storage.connect("mine", bucket, "");
      storage.awaitReady("mine");
      other.connect("theirs", bucket, "path: deep/inside");
      assertThat(other.awaitReason("theirs", "Accepted", "Conflict"))
          .contains("another namespace")
          .doesNotContain("mine", storage.scenario().namespace());
    }
  }

  @Test
  void endpoint_of_a_gcp_connector_is_rejected() {
    try (var storage = StorageScenario.ready()) {
      storage.credentials(
          SOURCE, Map.of("serviceAccountEmail", "a@b.example", "privateKey", "key"));
      storage
          .scenario()
          .apply(
              """
              apiVersion: iam.wandb.com/v1alpha1
              kind: StorageConnector
              metadata: {name: google}
              spec:
                serverRef: {name: $SERVER}
                provider: GCP
                bucket: acme-vision
                endpoint: gcs.example.com
                credentials: {secretRef: {name: minio}}
              """);
      assertThat(storage.awaitReason("google", "Accepted", "Invalid")).contains("spec.endpoint");
    }
  }

  @Test
  void hanging_stores_do_not_delay_other_resources() throws IOException {
    try (var storage = StorageScenario.ready();
        var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      storage.credentials("key", "secret");
      for (int i = 0; i < 6; i++) {
        storage.connectTo(
            "hangs-" + i, "127.0.0.1:" + silent.getLocalPort(), "bucket-of-nobody", "path: p" + i);
      }
      storage.scenario().applyTeam();
      storage.scenario().awaitReady(Team.class, "vision");
      assertThat(storage.awaitReason("hangs-0", "Verified", "PreflightFailed"))
          .contains("EndpointReachable");
    }
  }

  @Test
  void observed_connector_is_checked_without_writes() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.connect("on-prem", storage.bucket(), "managementPolicy: Observe");
      assertThat(storage.awaitReason("on-prem", "Ready", "Drifted")).contains("add the bucket");
      storage.awaitReason("on-prem", "Verified", "Passed");
      assertThat(storage.scenario().find(Secret.class, "on-prem-wandb-storage")).isEmpty();
      assertThat(storage.fileStores()).isEmpty();
    }
  }
}
