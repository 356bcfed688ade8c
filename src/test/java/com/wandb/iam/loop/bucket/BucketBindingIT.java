package com.wandb.iam.loop.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.StorageScenario;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All buckets of a server in one environment variable, and a server that uses it. */
class BucketBindingIT {
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
  void foreign_entries_stay_and_overwritten_values_are_restored() {
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
      storage.scenario().requestSync("look-1");
      storage.scenario().awaitTrue(() -> storage.fileStores().orElse("").equals(published));
      assertThat(storage.scenario().get(Secret.class, StorageScenario.FILE_STORES).getData())
          .containsKey("OTHER");
    }
  }

  private static void theirs(StorageScenario storage, String secret, String value) {
    storage
        .scenario()
        .client()
        .resource(
            Scenario.secret(
                storage.scenario().namespace(),
                secret,
                Map.of(),
                Map.of("GORILLA_SUPPORTED_FILE_STORES", value)))
        .create();
  }

  @Test
  void lost_state_secret_is_rebuilt_from_the_published_value() {
    try (var storage = StorageScenario.ready()) {
      var theirs = "s3://AK:SK@minio.example.com/theirs?region=us-east-1&tls=true";
      theirs(storage, StorageScenario.FILE_STORES, theirs);
      storage.applyServer(StorageScenario.TENANTS + StorageScenario.bindings("quietPeriod: 0s"));
      var bucket = storage.bucket();
      storage.connect("first", bucket, "path: first");
      storage.awaitReady("first");

      storage
          .scenario()
          .client()
          .secrets()
          .inNamespace(OperatorUnderTest.NAMESPACE)
          .withName("wandb-file-stores-" + storage.scenario().server())
          .delete();
      storage.connect("second", bucket, "path: second");
      storage.awaitReady("second");
      storage.scenario().requestSync("look-1");
      storage.requestCheck("first");
      storage.awaitReady("first");
      assertThat(storage.entries())
          .hasSize(3)
          .contains(theirs)
          .anySatisfy(entry -> assertThat(entry).contains("/first"));
    }
  }

  @Test
  void moved_binding_keeps_the_entries_of_both_secrets() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.connect("on-prem", storage.bucket(), "");
      storage.awaitReady("on-prem");
      var value = storage.fileStores().orElseThrow();
      var theirs = "s3://AK:SK@minio.example.com/theirs?region=us-east-1&tls=true";
      theirs(storage, "others", theirs);
      storage.applyServer(
          StorageScenario.TENANTS
              + StorageScenario.bindings("quietPeriod: 0s").replace("file-stores", "others"));
      storage
          .scenario()
          .awaitTrue(
              () ->
                  storage
                      .scenario()
                      .secretValue("others", "GORILLA_SUPPORTED_FILE_STORES")
                      .contains(value));
      assertThat(storage.scenario().secretValue("others", "GORILLA_SUPPORTED_FILE_STORES"))
          .contains(theirs);
      assertThat(storage.fileStores()).contains(value);
      assertThat(
              storage
                  .scenario()
                  .client()
                  .v1()
                  .events()
                  .inNamespace("default")
                  .list()
                  .getItems()
                  .stream()
                  .filter(event -> "BindingMoved".equals(event.getReason()))
                  .filter(
                      event ->
                          storage.scenario().server().equals(event.getInvolvedObject().getName())))
          .hasSize(1);
      storage.awaitReady("on-prem");
    }
  }

  @Test
  void two_coreweave_buckets_share_one_published_entry() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      storage.credentials("AK", "SK");
      for (var name : List.of("one", "two")) {
        storage.connectToCoreWeave(name, "acme-" + name);
        storage.awaitReason(name, "Bound", "Published");
      }
      assertThat(storage.entries()).containsExactly("cw://");
    }
  }

  @Test
  void existing_bucket_entry_is_adopted_only_with_if_exists() {
    try (var storage = StorageScenario.ready()) {
      var bucket = storage.bucket();
      var theirs =
          "s3://AK:SK@%s/%s?region=us-east-1&tls=false"
              .formatted(storage.store().endpoint(), bucket);
      theirs(storage, StorageScenario.FILE_STORES, theirs);
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
  void missing_permission_is_named_in_the_condition() {
    try (var storage = StorageScenario.bound("quietPeriod: 0s")) {
      forbid(storage);
      storage.connect("on-prem", storage.bucket(), "");
      assertThat(storage.awaitReason("on-prem", "Bound", "Forbidden"))
          .contains("get and patch", storage.scenario().namespace() + "/file-stores");
      assertThat(storage.fileStores()).isEmpty();
      allow(storage);
      storage.scenario().requestSync("again");
      storage.awaitReady("on-prem");
    }
  }

  /** Refuses the write with 403, like a missing rule of a Role. */
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
}
