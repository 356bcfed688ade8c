package com.wandb.iam.loop.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.loop.world.StorageScenario;
import com.wandb.iam.storage.BucketAddress;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Buckets of deleted connectors: removed, kept while a team uses them, or orphaned. */
class BucketRemovalIT {
  @Test
  void connector_deletion_waits_while_a_team_uses_its_bucket() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.connect("on-prem", storage.bucket(), "");
      storage.awaitReady("on-prem");
      storage.team("deletionPolicy: Delete");
      storage.scenario().awaitReady(Team.class, "vision");
      storage
          .scenario()
          .awaitThat(
              StorageConnector.class,
              "on-prem",
              one -> one.getStatus().usedBy().teams().equals(List.of("vision")));
      storage.scenario().delete(StorageConnector.class, "on-prem");
      assertThat(storage.awaitReason("on-prem", "Ready", "InUse")).contains("vision");
      assertThat(storage.entries()).hasSize(1);

      storage.scenario().annotate(Team.class, "vision", "iam.wandb.com/confirm-delete", "vision");
      storage.scenario().delete(Team.class, "vision");
      storage.scenario().awaitGone(Team.class, "vision");
      storage.scenario().awaitGone(StorageConnector.class, "on-prem");
      storage.scenario().awaitTrue(() -> storage.entries().isEmpty());
    }
  }

  @Test
  void bucket_stays_bound_while_an_undeclared_team_uses_it() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.connect("on-prem", storage.bucket(), "");
      storage.awaitReady("on-prem");
      storage.team("");
      storage.scenario().awaitReady(Team.class, "vision");
      storage.scenario().delete(Team.class, "vision");
      storage.scenario().awaitGone(Team.class, "vision");
      storage.scenario().delete(StorageConnector.class, "on-prem");
      storage.scenario().awaitGone(StorageConnector.class, "on-prem");
      assertThat(storage.scenario().events("on-prem", "BucketKept")).isNotEmpty();
      storage.scenario().sync();
      assertThat(storage.entries()).hasSize(1);

      storage.scenario().sandbox().world().deleteTeam("vision");
      storage.scenario().requestSync("look-4");
      storage.scenario().awaitTrue(() -> storage.entries().isEmpty());
    }
  }

  @Test
  void orphaned_bucket_stays_and_is_adopted_only_with_if_exists() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      var bucket = storage.bucket();
      storage.connect("on-prem", bucket, "deletionPolicy: Orphan");
      storage.awaitReady("on-prem");
      var value = storage.fileStores();
      storage.scenario().delete(StorageConnector.class, "on-prem");
      storage.scenario().awaitGone(StorageConnector.class, "on-prem");
      assertThat(storage.scenario().find(Secret.class, "on-prem-wandb-storage")).isPresent();
      storage.connect("next", bucket, "");
      assertThat(storage.awaitReason("next", "Synced", "Conflict")).contains("adoptionPolicy");
      assertThat(storage.fileStores()).isEqualTo(value);
      storage.connect("next", bucket, "adoptionPolicy: IfExists");
      assertThat(storage.awaitReady("next").getStatus().adopted()).isTrue();
      assertThat(storage.fileStores()).isEqualTo(value);
      assertThat(BucketAddress.parse(storage.entries().getFirst()).location().bucket())
          .isEqualTo(bucket);
    }
  }
}
