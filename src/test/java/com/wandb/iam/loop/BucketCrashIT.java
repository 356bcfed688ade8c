package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.sandbox.SandboxVersion;
import com.wandb.iam.stores.S3TestServer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operator killed between a bucket and its team. */
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
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: StorageConnector
      metadata: {name: on-prem, namespace: default}
      spec:
        provider: MINIO
        bucket: $BUCKET
        region: us-east-1
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
  void a_restart_takes_no_verdict_back_and_a_team_that_was_cut_off_keeps_its_bucket() {
    try (var crash = new CrashSite(SandboxVersion.V0_83)) {
      var world = crash.sandbox().world();
      var bucket = bound(crash, "cut-off");
      var before = connector(crash).getStatus().conditions();

      crash.stallAnswersTo("scim.groups.create");
      crash.create(TEAM);
      crash.runUntil(() -> world.teams().contains("vision"));
      assertThat(connector(crash).getStatus().conditions())
          .as("another process says the same, and said nothing else in between")
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
          .as("what the operator knew of the server's buckets goes with the server")
          .contains("wandb-admin")
          .doesNotContain("wandb-file-stores-default");
    }
  }

  /** What a pass writes last is status: this one was stopped before, and there was no other. */
  @Test
  void a_connector_that_goes_before_its_status_says_anything_leaves_no_entry_behind() {
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

  /** Has a connector's bucket published. */
  private String bound(CrashSite crash, String name) {
    var bucket = store.createBucket(name);
    crash.sandbox().world().addBucket(bucket);
    crash.secret(
        "default",
        "minio",
        Map.of(Secrets.SOURCE_LABEL, "true"),
        Map.of("accessKey", store.accessKey(), "secretKey", store.secretKey()));
    crash.create(SERVER.replace("$BUCKET", bucket).replace("$ENDPOINT", store.endpoint()));
    crash.runUntil(() -> CrashSite.isReady(connector(crash)));
    return bucket;
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
