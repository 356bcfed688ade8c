package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.stores.S3TestServer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Kills of the operator between the publication of a bucket and the creation of its team. */
@OnCrashSite
class BucketCrashIT {
  private static final String SERVER =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: WandbServer
      metadata: {name: default}
      spec:
        url: $URL
        credentials: {secretRef: {name: wandb-admin}}
        limits: {timeout: 60s}
        tenants:
          - {name: all, namespaces: [default], teams: ['*'], storage: {buckets: ['*'], endpoints: ['*']}}
        bucketBindings: {secretRef: {namespace: default, name: file-stores}, quietPeriod: 0s}
      """;
  private static final String CONNECTOR =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: StorageConnector
      metadata: {name: on-prem, namespace: default}
      spec:
        provider: MINIO
        bucket: $BUCKET
        region: $REGION
        endpoint: "$ENDPOINT"
        tls: {enabled: false}
        preflight: Advisory
        credentials: {secretRef: {name: minio}}
      """;
  private static final String TEAM =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision, namespace: default}
      spec: {storageConnectorRef: {name: on-prem}}
      """;

  private final S3TestServer store = S3TestServer.shared();

  @Test
  void restart_keeps_conditions_and_the_bucket_of_a_pending_team() {
    try (var crash = new CrashSite(SandboxVersion.V0_83)) {
      var world = crash.sandbox().world();
      var bucket = bound(crash, "cut-off");
      var before = connector(crash).getStatus().conditions();

      crash.stallAnswersTo("scim.groups.create");
      crash.create(TEAM);
      crash.runUntil(() -> world.teams().contains("vision"));
      assertThat(connector(crash).getStatus().conditions())
          .as("another process reports the same conditions without a change in between")
          .isEqualTo(before);
      assertThat(crash.team().getStatus().id()).isNull();

      crash.client().resource(crash.team()).delete();
      crash.client().resource(connector(crash)).delete();
      crash.runUntil(() -> crash.find(StorageConnector.class, "on-prem") == null);
      assertThat(crash.find(Team.class, "vision")).isNull();
      assertThat(fileStores(crash)).contains(bucket);

      world.deleteTeam("vision");
      crash.runUntil(() -> !fileStores(crash).contains(bucket));

      var server = crash.client().resources(WandbServer.class).withName("default");
      server.delete();
      crash.runUntil(() -> server.get() == null);
      assertThat(
              crash
                  .client()
                  .secrets()
                  .inNamespace(OperatorUnderTest.NAMESPACE)
                  .list()
                  .getItems()
                  .stream()
                  .map(secret -> secret.getMetadata().getName()))
          .as("the state Secret is deleted with the server")
          .contains("wandb-admin")
          .doesNotContain("wandb-file-stores-default");
    }
  }

  /**
   * A reconciliation writes status last. This one was stopped before, and there was no earlier one.
   */
  @Test
  void connector_deleted_without_status_leaves_no_entry() {
    try (var crash = new CrashSite(SandboxVersion.V0_83)) {
      var bucket = bound(crash, "untold");
      crash
          .client()
          .resource(connector(crash))
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": null}");
      assertThat(connector(crash).getStatus().serverName()).isNull();
      crash.client().resource(connector(crash)).delete();
      crash.runUntil(() -> crash.find(StorageConnector.class, "on-prem") == null);
      crash.runUntil(() -> !fileStores(crash).contains(bucket));
    }
  }

  /**
   * If another client removes the finalizer, the operator cannot remove the entry of the deleted
   * connector.
   */
  @Test
  void recreated_connector_replaces_the_entry_of_a_vanished_one() {
    try (var crash = new CrashSite(SandboxVersion.V0_83)) {
      var bucket = bound(crash, "vanished");
      vanish(crash);
      crash.create(connector(bucket, "us-west-2"));
      crash.runUntil(() -> CrashSite.isReady(connector(crash)));
      assertThat(fileStores(crash)).contains("region=us-west-2").doesNotContain("region=us-east-1");
    }
  }

  /** Simulates a deletion that begins before the finalizer is set. */
  @Test
  void connector_deleted_during_reconciliation_is_not_published() {
    try (var crash = new CrashSite(SandboxVersion.V0_83);
        var relay =
            new Relay(
                Relay.Connector.to(CrashSite.cluster().config()),
                new Writes(),
                new OnWrite("on-prem-wandb-storage", () -> vanish(crash)))) {
      var bucket = prepared(crash, "gone-by-then");
      var beside = prepared(crash, "beside");
      crash.create(SERVER);
      crash.create(connector(bucket, "us-east-1"));
      try (var process = OperatorProcess.start(relay.kubeconfig(CrashSite.cluster().config()))) {
        await(
            process,
            () -> process.output().contains("The resource was deleted during its reconciliation"));
        crash.create(connector(beside, "us-east-1"));
        await(process, () -> CrashSite.isReady(connector(crash)));
      }
      assertThat(fileStores(crash)).contains(beside).doesNotContain(bucket);
      assertThat(crash.secretValues(OperatorUnderTest.NAMESPACE))
          .anyMatch(value -> value.contains(beside))
          .noneMatch(value -> value.contains(bucket));
    }
  }

  private static void await(OperatorProcess process, Callable<Boolean> so) {
    Awaitility.await()
        .conditionEvaluationListener(
            evaluated -> assertThat(process.isAlive()).as(process::output).isTrue())
        .atMost(Duration.ofSeconds(90))
        .until(so);
  }

  /** Runs an action at the first write that contains a text. */
  private static final class OnWrite implements Relay.Reader {
    private final String what;
    private final AtomicReference<@Nullable Runnable> deed;

    OnWrite(String what, Runnable deed) {
      this.what = what;
      this.deed = new AtomicReference<>(deed);
    }

    @Override
    public Optional<String> matter(String text) {
      return Optional.of(what).filter(text::contains);
    }

    @Override
    public void passes(String matter, String text) {
      Optional.ofNullable(deed.getAndSet(null)).ifPresent(Runnable::run);
    }
  }

  /** Deletes the connector despite its finalizer. */
  private static void vanish(CrashSite crash) {
    var connector =
        crash.client().resources(StorageConnector.class).inNamespace("default").withName("on-prem");
    connector.patch(
        PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
    connector.delete();
    Awaitility.await().until(() -> connector.get() == null);
  }

  /** Publishes the bucket of a connector. */
  private String bound(CrashSite crash, String name) {
    var bucket = prepared(crash, name);
    crash.create(SERVER);
    crash.create(connector(bucket, "us-east-1"));
    crash.runUntil(() -> CrashSite.isReady(connector(crash)));
    return bucket;
  }

  /** Creates a bucket that the server can reach, and credentials for it. */
  private String prepared(CrashSite crash, String name) {
    var bucket = store.createBucket(name);
    crash.sandbox().world().addBucket(bucket);
    if (crash.client().secrets().inNamespace("default").withName("minio").get() == null) {
      crash.secret(
          "default",
          "minio",
          Map.of(Secrets.SOURCE_LABEL, "true"),
          Map.of("accessKey", store.accessKey(), "secretKey", store.secretKey()));
    }
    return bucket;
  }

  private String connector(String bucket, String region) {
    return CONNECTOR
        .replace("$BUCKET", bucket)
        .replace("$REGION", region)
        .replace("$ENDPOINT", store.endpoint());
  }

  private static String fileStores(CrashSite crash) {
    return Secrets.value(
            crash.client().secrets().inNamespace("default").withName("file-stores").require(),
            "GORILLA_SUPPORTED_FILE_STORES")
        .orElse("");
  }

  private static StorageConnector connector(CrashSite crash) {
    return crash
        .client()
        .resources(StorageConnector.class)
        .inNamespace("default")
        .withName("on-prem")
        .require();
  }
}
