package com.wandb.iam.loop.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.StorageScenario;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Restarts of a server for its buckets: limited in number, with a return to the former value after
 * a failure.
 */
class BucketRolloutIT {
  private static final String ROLLED =
      "quietPeriod: 0s\nrollout: [{kind: Deployment, namespace: $NAMESPACE, name: wandb-app}]";

  private static WandbServer server(StorageScenario storage) {
    return storage.scenario().get(WandbServer.class, storage.scenario().server());
  }

  @Test
  void ten_simultaneous_connectors_cause_one_rollout() {
    try (var storage =
        StorageScenario.bound(ROLLED.replace("quietPeriod: 0s", "quietPeriod: 4s"))) {
      storage.deployment();
      var bucket = storage.bucket();
      for (int i = 0; i < 10; i++) {
        storage.connect("c" + i, bucket, "path: p" + i + "\npreflight: Disabled");
      }
      storage.awaitReason("c0", "Bound", "Published");
      storage.scenario().awaitTrue(() -> storage.entries().size() == 10);
      assertThat(storage.entries()).isSorted().doesNotHaveDuplicates();
      storage.awaitReason("c9", "Active", "RolloutPending");
      storage.rolledOut("1");
      for (int i = 0; i < 10; i++) {
        storage.awaitReason("c" + i, "Active", "RolledOut");
        storage.awaitReady("c" + i);
      }
      var state = server(storage).getStatus().bucketBindings();
      assertThat(state.publishedRevision()).isEqualTo(1);
      assertThat(state.activeRevision()).isEqualTo(1);
      assertThat(storage.scenario().get(Deployment.class, "wandb-app").getMetadata())
          .satisfies(metadata -> assertThat(metadata.getGeneration()).isEqualTo(2));
    }
  }

  @Test
  void rollout_is_unknown_without_declared_workloads() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.connect("on-prem", storage.bucket(), "");
      storage.awaitReason("on-prem", "Active", "RolloutUnknown");
      storage.awaitReady("on-prem");
      assertThat(storage.entries()).hasSize(1);
    }
  }

  @Test
  void lost_binding_status_requires_another_rollout() {
    try (var storage = StorageScenario.bound(ROLLED)) {
      storage.deployment();
      storage.connect("on-prem", storage.bucket(), "");
      storage.rolledOut("1");
      storage.awaitReason("on-prem", "Active", "RolledOut");
      var value = storage.fileStores();
      storage
          .scenario()
          .client()
          .resource(server(storage))
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"bucketBindings\":null}}");
      storage.scenario().requestSync("look-1");
      storage.rolledOut("2");
      storage.awaitReady("on-prem");
      storage.awaitReason("on-prem", "Active", "RolledOut");
      assertThat(storage.fileStores()).isEqualTo(value);
    }
  }

  @Test
  void new_credentials_are_published_and_old_ones_not_kept() {
    try (var storage = StorageScenario.bound(ROLLED)) {
      storage.deployment();
      var bucket = storage.bucket();
      var second = storage.store().createAccount("second" + bucket.replace("-", ""));
      var access = "second" + bucket.replace("-", "");
      storage.store().allow(bucket, access, List.of("s3:*"));
      storage.credentials(access, second);
      storage.connect("on-prem", bucket, "preflight: Disabled");
      storage.rolledOut("1");
      storage.awaitReady("on-prem");
      assertThat(storage.fileStores().orElseThrow()).contains(access);
      var first = server(storage).getStatus().bucketBindings().rolledOutAt();

      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      storage.rolledOut("2");
      storage
          .scenario()
          .awaitThat(
              WandbServer.class,
              storage.scenario().server(),
              one -> Long.valueOf(2).equals(one.getStatus().bucketBindings().activeRevision()));
      storage.awaitReady("on-prem");
      assertThat(server(storage).getStatus().bucketBindings().rolledOutAt())
          .as("not before the next allowed rollout: 3 s in tests")
          .isAfterOrEqualTo(first.plusSeconds(3));
      storage
          .scenario()
          .client()
          .secrets()
          .inAnyNamespace()
          .list()
          .getItems()
          .forEach(
              secret ->
                  assertThat(decoded(secret))
                      .as(secret.getMetadata().getName())
                      .doesNotContain(second));
    }
  }

  private static String decoded(Secret secret) {
    var all = new StringBuilder();
    if (secret.getData() != null) {
      secret
          .getData()
          .values()
          .forEach(
              value ->
                  all.append(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                      .append('\n'));
    }
    return all.toString();
  }

  @Test
  void failed_rollout_restores_the_former_value() {
    try (var storage = StorageScenario.bound(ROLLED)) {
      storage.deployment();
      var bucket = storage.bucket();
      storage.connect("good", bucket, "path: good");
      storage.rolledOut("1");
      storage.awaitReason("good", "Active", "RolledOut");
      var former = storage.fileStores().orElseThrow();

      storage.connect("bad", bucket, "path: bad");
      storage.stuck("2");
      storage.scenario().awaitTrue(() -> storage.fileStores().orElse("").equals(former));
      storage.rolledOut("3");
      assertThat(storage.awaitReason("bad", "Bound", "RolloutFailed")).contains("healthy");
      storage.awaitReason("bad", "Stalled", "RolloutFailed");
      storage.awaitReason("good", "Bound", "Published");

      storage.scenario().delete(StorageConnector.class, "bad");
      storage.scenario().awaitGone(StorageConnector.class, "bad");
      storage
          .scenario()
          .awaitThat(
              WandbServer.class,
              storage.scenario().server(),
              one -> one.getStatus().bucketBindings().failedFingerprint() == null);
      storage.awaitReady("good");
      assertThat(storage.fileStores()).contains(former);
    }
  }

  @Test
  void credentials_restored_after_a_rollback_become_active() {
    try (var storage = StorageScenario.bound(ROLLED)) {
      storage.deployment();
      storage.connect("on-prem", storage.bucket(), "preflight: Disabled");
      storage.rolledOut("1");
      storage.awaitReady("on-prem");
      storage.credentials("AK", "wrong");
      storage.stuck("2");
      storage.rolledOut("3");
      storage.awaitReason("on-prem", "Bound", "RolloutFailed");
      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      storage.awaitReady("on-prem");
      storage.awaitReason("on-prem", "Active", "RolledOut");
    }
  }
}
