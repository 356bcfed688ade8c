package com.wandb.iam.loop.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageProvider;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.loop.world.StorageScenario;
import org.junit.jupiter.api.Test;

/**
 * Checks that a team is created only with its bucket, because the bucket cannot be changed later.
 */
class TeamStorageIT {
  private static String awaitReason(StorageScenario storage, String type, String reason) {
    return String.valueOf(
        storage.scenario().awaitReason(Team.class, "vision", type, reason).message());
  }

  @Test
  void team_creation_waits_until_the_server_has_its_bucket() {
    try (var storage =
        StorageScenario.bound(
            "quietPeriod: 0s\n"
                + "rollout: [{kind: Deployment, namespace: $NAMESPACE, name: wandb-app}]")) {
      storage.deployment();
      storage.team("");
      awaitReason(storage, "Accepted", "ConnectorNotFound");
      var bucket = storage.bucket();
      storage.connect("on-prem", bucket, "path: teams/vision");
      storage.awaitReason("on-prem", "Active", "RolloutPending");
      awaitReason(storage, "Synced", "ConnectorNotReady");
      assertThat(storage.scenario().sandbox().world().teams()).isEmpty();

      storage.rolledOut("1");
      var made = storage.scenario().awaitReady(Team.class, "vision");
      assertThat(made.getStatus().storage().provider()).isEqualTo(StorageProvider.MINIO);
      assertThat(made.getStatus().storage().bucket()).isEqualTo(bucket);
      assertThat(made.getStatus().storage().path()).isEqualTo("teams/vision");
      assertThat(storage.scenario().sandbox().world().bucketOf("vision"))
          .contains(bucket + " (MINIO)");
    }
  }

  @Test
  void unreachable_bucket_is_reported_and_blocks_team_creation() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      var unknown = storage.bare();
      storage.cors(unknown);
      storage.connect("on-prem", unknown, "");
      storage.awaitReady("on-prem");
      storage.team("");
      assertThat(awaitReason(storage, "Synced", "BucketUnreachable")).contains(unknown);
      assertThat(storage.scenario().sandbox().world().teams()).isEmpty();
      storage.scenario().sandbox().world().addBucket(unknown);
      storage.scenario().awaitReady(Team.class, "vision");
    }
  }

  @Test
  void adopted_team_has_no_storage_status_and_a_warning() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.connect("on-prem", storage.bucket(), "");
      storage.awaitReady("on-prem");
      storage.scenario().sandbox().world().addTeam("vision");
      storage.scenario().sync();
      storage.team("adoptionPolicy: IfExists");
      var adopted = storage.scenario().awaitReady(Team.class, "vision");
      assertThat(adopted.getStatus().storage()).isNull();
      assertThat(adopted.getStatus().warnings())
          .anySatisfy(text -> assertThat(text).contains("storageConnectorRef"));
    }
  }

  @Test
  void waiting_team_does_not_block_the_connector_deletion() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      var scenario = storage.scenario();
      var bucket = storage.bucket();
      storage.connect("on-prem", bucket, "");
      storage.awaitReady("on-prem");
      storage.team("deletionPolicy: Delete");
      scenario.awaitReady(Team.class, "vision");
      scenario.delete(StorageConnector.class, "on-prem");
      storage.awaitReason("on-prem", "Ready", "InUse");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: labelling}
          spec: {serverRef: {name: $SERVER}, storageConnectorRef: {name: on-prem}}
          """);
      scenario.awaitReason(Team.class, "labelling", "Synced", "ConnectorNotReady");

      scenario.annotate(Team.class, "vision", "iam.wandb.com/confirm-delete", "vision");
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(StorageConnector.class, "on-prem");
      storage.connect("on-prem", bucket, "");
      scenario.awaitReady(Team.class, "labelling");
      assertThat(scenario.sandbox().world().bucketOf("labelling")).contains(bucket + " (MINIO)");
    }
  }
}
