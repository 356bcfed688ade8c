package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.storage.BucketAddress;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All buckets of a server in one value of its environment, and a server that runs with it. */
class BucketBindingIT {
  private static final String ROLLED =
      "quietPeriod: 0s\nrollout: [{kind: Deployment, namespace: $NAMESPACE, name: wandb-app}]";

  private static WandbServer server(StorageScenario storage) {
    return storage.scenario().get(WandbServer.class, storage.scenario().server());
  }

  private static String restartedFor(StorageScenario storage) {
    var metadata =
        storage.scenario().get(Deployment.class, "wandb-app").getSpec().getTemplate().getMetadata();
    return metadata.getAnnotations() == null
        ? "never"
        : metadata
            .getAnnotations()
            .getOrDefault("iam.wandb.com/restarted-for-file-stores", "never");
  }

  private static void write(StorageScenario storage, String key, String value) {
    storage
        .scenario()
        .client()
        .resource(storage.scenario().get(Secret.class, StorageScenario.FILE_STORES))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"data\":{\"%s\":\"%s\"}}"
                .formatted(
                    key,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void ten_connectors_of_a_moment_are_one_value_and_one_rollout() {
    try (var storage =
        StorageScenario.bound(ROLLED.replace("quietPeriod: 0s", "quietPeriod: 4s"))) {
      storage.deployment();
      var bucket = storage.bucket();
      for (int i = 0; i < 10; i++) {
        storage.connect("c" + i, bucket, "path: p" + i + "\npreflight: 'Off'");
      }
      storage.awaitReason("c0", "Bound", "Published");
      storage.scenario().awaitTrue(() -> storage.entries().size() == 10);
      assertThat(storage.entries()).isSorted().doesNotHaveDuplicates();
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("1"));
      storage.awaitReason("c9", "Active", "RolloutPending");
      storage.rolled("");
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
  void where_nobody_says_what_to_restart_it_is_not_known_whether_the_server_was() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.connect("on-prem", storage.bucket(), "");
      storage.awaitReason("on-prem", "Active", "RolloutUnknown");
      storage.awaitReady("on-prem");
      assertThat(storage.entries()).hasSize(1);
    }
  }

  @Test
  void what_others_wrote_stays_and_what_they_overwrite_is_put_right() {
    try (var storage = StorageScenario.ready()) {
      var theirs = "s3://AK:SK@minio.example.com/theirs?region=us-east-1&tls=true";
      storage
          .scenario()
          .client()
          .resource(
              Scenario.secret(
                  storage.scenario().namespace(),
                  StorageScenario.FILE_STORES,
                  Map.of(),
                  Map.of("GORILLA_SUPPORTED_FILE_STORES", theirs, "OTHER", "untouched")))
          .create();
      storage.applyServer(StorageScenario.TENANTS + StorageScenario.bindings("quietPeriod: 0s"));
      storage.connect("on-prem", storage.bucket(), "");
      storage.awaitReady("on-prem");
      assertThat(storage.entries()).hasSize(2).contains(theirs);
      assertThat(storage.scenario().secretValue(StorageScenario.FILE_STORES, "OTHER"))
          .isEqualTo("untouched");

      var published = storage.fileStores().orElseThrow();
      write(storage, "GORILLA_SUPPORTED_FILE_STORES", "s3://edited.example.com/by-hand");
      storage.scenario().lookNow("look-1");
      storage.scenario().awaitTrue(() -> storage.fileStores().orElse("").equals(published));
      assertThat(storage.scenario().get(Secret.class, StorageScenario.FILE_STORES).getData())
          .containsKey("OTHER");
    }
  }

  @Test
  void a_bucket_that_the_server_had_before_the_operator_is_not_taken_over_unasked() {
    try (var storage = StorageScenario.ready()) {
      var bucket = storage.bucket();
      var theirs =
          "s3://AK:SK@%s/%s?region=us-east-1&tls=false"
              .formatted(storage.store().endpoint(), bucket);
      storage
          .scenario()
          .client()
          .resource(
              Scenario.secret(
                  storage.scenario().namespace(),
                  StorageScenario.FILE_STORES,
                  Map.of(),
                  Map.of("GORILLA_SUPPORTED_FILE_STORES", theirs)))
          .create();
      storage.applyServer(StorageScenario.TENANTS + StorageScenario.bindings("quietPeriod: 0s"));
      storage.connect("on-prem", bucket, "");
      storage.awaitReason("on-prem", "Synced", "Conflict");
      assertThat(storage.fileStores()).contains(theirs);
      storage.connect("on-prem", bucket, "adoptionPolicy: IfExists");
      storage.awaitReady("on-prem");
      assertThat(storage.entries())
          .singleElement()
          .satisfies(entry -> assertThat(entry).isNotEqualTo(theirs).contains(bucket));
    }
  }

  @Test
  void new_credentials_follow_and_the_old_ones_are_kept_nowhere() {
    try (var storage = StorageScenario.bound(ROLLED)) {
      storage.deployment();
      var bucket = storage.bucket();
      var second = storage.store().createAccount("second" + bucket.replace("-", ""));
      var access = "second" + bucket.replace("-", "");
      storage.store().allow(bucket, access, List.of("s3:*"));
      storage.credentials(access, second);
      storage.connect("on-prem", bucket, "preflight: 'Off'");
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("1"));
      storage.rolled("");
      storage.awaitReady("on-prem");
      assertThat(storage.fileStores().orElseThrow()).contains(access);
      var first = server(storage).getStatus().bucketBindings().rolledOutAt();

      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("2"));
      storage.rolled("");
      storage
          .scenario()
          .awaitThat(
              WandbServer.class,
              storage.scenario().server(),
              one -> Long.valueOf(2).equals(one.getStatus().bucketBindings().activeRevision()));
      storage.awaitReady("on-prem");
      assertThat(server(storage).getStatus().bucketBindings().rolledOutAt())
          .as("not sooner than a server may be rolled again: 3 s in tests")
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
  void a_server_that_does_not_become_healthy_gets_its_former_value_back() {
    try (var storage = StorageScenario.bound(ROLLED)) {
      storage.deployment();
      var bucket = storage.bucket();
      storage.connect("good", bucket, "path: good");
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("1"));
      storage.rolled("");
      storage.awaitReason("good", "Active", "RolledOut");
      var former = storage.fileStores().orElseThrow();

      storage.connect("bad", bucket, "path: bad");
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("2"));
      storage.rolled(
          "{\"type\": \"Progressing\", \"status\": \"False\","
              + " \"reason\": \"ProgressDeadlineExceeded\"}");
      storage.scenario().awaitTrue(() -> storage.fileStores().orElse("").equals(former));
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("3"));
      storage.rolled("");
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
  void credentials_that_are_put_back_after_a_rollback_are_the_published_ones() {
    try (var storage = StorageScenario.bound(ROLLED)) {
      storage.deployment();
      storage.connect("on-prem", storage.bucket(), "preflight: 'Off'");
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("1"));
      storage.rolled("");
      storage.awaitReady("on-prem");
      storage.credentials("AK", "wrong");
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("2"));
      storage.rolled(
          "{\"type\": \"Progressing\", \"status\": \"False\","
              + " \"reason\": \"ProgressDeadlineExceeded\"}");
      storage.scenario().awaitTrue(() -> restartedFor(storage).equals("3"));
      storage.rolled("");
      storage.awaitReason("on-prem", "Bound", "RolloutFailed");
      storage.credentials(storage.store().accessKey(), storage.store().secretKey());
      storage.awaitReady("on-prem");
      storage.awaitReason("on-prem", "Active", "RolledOut");
    }
  }

  @Test
  void a_right_that_is_missing_is_named() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      forbid(storage);
      storage.connect("on-prem", storage.bucket(), "");
      assertThat(storage.awaitReason("on-prem", "Bound", "Forbidden"))
          .contains("get and patch", storage.scenario().namespace() + "/file-stores");
      assertThat(storage.fileStores()).isEmpty();
      allow(storage);
      storage.scenario().lookNow("again");
      storage.awaitReady("on-prem");
    }
  }

  /** What a missing rule of a Role would do: the API server refuses the write with 403. */
  private static void forbid(StorageScenario storage) {
    var name = "forbid-" + storage.scenario().namespace();
    for (var yaml :
        new String[] {
          """
          apiVersion: admissionregistration.k8s.io/v1
          kind: ValidatingAdmissionPolicy
          metadata: {name: %s}
          spec:
            matchConstraints:
              resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets], resourceNames: [file-stores]}
            validations: [{expression: "false", reason: Forbidden, message: "not for you"}]
          """,
          """
          apiVersion: admissionregistration.k8s.io/v1
          kind: ValidatingAdmissionPolicyBinding
          metadata: {name: %1$s}
          spec:
            policyName: %1$s
            validationActions: [Deny]
            matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}}
          """
        }) {
      storage
          .scenario()
          .client()
          .resource(
              Serialization.unmarshal(
                  yaml.formatted(name, storage.scenario().namespace()),
                  GenericKubernetesResource.class))
          .create();
    }
    storage.scenario().awaitTrue(() -> isForbidden(storage));
  }

  private static boolean isForbidden(StorageScenario storage) {
    try {
      storage
          .scenario()
          .client()
          .resource(
              Scenario.secret(
                  storage.scenario().namespace(), StorageScenario.FILE_STORES, Map.of(), Map.of()))
          .dryRun(true)
          .create();
      return false;
    } catch (KubernetesClientException refused) {
      return refused.getCode() == 403;
    }
  }

  private static void allow(StorageScenario storage) {
    storage
        .scenario()
        .client()
        .genericKubernetesResources(
            "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding")
        .withName("forbid-" + storage.scenario().namespace())
        .delete();
    storage.scenario().awaitTrue(() -> !isForbidden(storage));
  }

  @Test
  void a_connector_whose_bucket_a_team_uses_does_not_go() {
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
  void a_bucket_stays_bound_for_a_team_that_nobody_declares_any_more() {
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
      storage.scenario().look();
      assertThat(storage.entries()).hasSize(1);

      storage.scenario().sandbox().world().deleteTeam("vision");
      storage.scenario().lookNow("look-4");
      storage.scenario().awaitTrue(() -> storage.entries().isEmpty());
    }
  }

  @Test
  void an_orphan_s_bucket_stays_and_is_taken_over_only_where_that_is_wanted() {
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
