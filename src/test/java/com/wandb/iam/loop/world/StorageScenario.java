package com.wandb.iam.loop.world;

import com.wandb.iam.crd.v1alpha1.BucketCheck;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.stores.S3TestServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A server whose tenants may use buckets, a real store, and connectors to it. */
public record StorageScenario(Scenario scenario, S3TestServer store) implements AutoCloseable {
  public static final String FILE_STORES = "file-stores";
  public static final String TENANTS =
      "tenants: [{name: all, namespaces: [$NAMESPACE], teams: ['*'], adopt: true, roles: ['*'],"
          + " teamDeletion: true, users: ['*'],"
          + " storage: {buckets: ['*'], endpoints: ['*'], serverIdentity: true}}]\n";
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String CORS =
      """
      {"CORSRules": [{"AllowedHeaders": ["*"], "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedOrigins": ["*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 3000}]}\
      """;

  /** Returns a server without bindings. */
  public static StorageScenario ready() {
    return ready("");
  }

  /** Returns a server with these lines under {@code bucketBindings}. */
  public static StorageScenario bound(String more) {
    return ready(bindings(more));
  }

  public static String bindings(String more) {
    return "bucketBindings:\n  secretRef: {namespace: $NAMESPACE, name: file-stores}\n"
        + more.indent(2);
  }

  private static StorageScenario ready(String more) {
    var scenario =
        new StorageScenario(Scenario.ready(SandboxOptions.defaults()), S3TestServer.shared());
    scenario.applyServer(TENANTS + more);
    return scenario;
  }

  public void applyServer(String more) {
    scenario.applyServer(more.replace("$NAMESPACE", scenario.namespace()));
    scenario.awaitReady(WandbServer.class, scenario.server());
  }

  /**
   * Creates a bucket with the settings that W&amp;B needs, and credentials for it in the namespace.
   */
  public String bucket() {
    credentials(store.accessKey(), store.secretKey());
    var name = bare();
    store.putCors(name, CORS);
    scenario.sandbox().world().addBucket(name);
    return name;
  }

  /** Creates a bucket without CORS rules. */
  public String bare() {
    return store.createBucket("bucket-" + NUMBER.incrementAndGet());
  }

  public void cors(String bucket) {
    store.putCors(bucket, CORS);
  }

  public void credentials(String accessKey, String secretKey) {
    credentials(
        Map.of("iam.wandb.com/source", "true"),
        Map.of("accessKey", accessKey, "secretKey", secretKey));
  }

  public void credentials(Map<String, String> labels, Map<String, String> data) {
    scenario
        .client()
        .resource(Scenario.secret(scenario.namespace(), "minio", labels, data))
        .forceConflicts()
        .serverSideApply();
  }

  /** Applies the Team {@code vision} with the bucket of the connector {@code on-prem}. */
  public void team(String more) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision}
        spec:
          serverRef: {name: $SERVER}
          storageConnectorRef: {name: on-prem}
        """
            + more.indent(2));
  }

  /** Applies a connector to the store. */
  public void connect(String name, String bucket, String more) {
    connectTo(name, store.endpoint(), bucket, more);
  }

  public void connectTo(String name, String endpoint, String bucket, String more) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {name: %s}
        spec:
          serverRef: {name: $SERVER}
          provider: MINIO
          bucket: %s
          region: us-east-1
          endpoint: "%s"
          tls: {enabled: false}
          credentials: {secretRef: {name: minio}}
        """
                .formatted(name, bucket, endpoint)
            + more.indent(2));
  }

  /** Applies a connector to a bucket that is not checked. */
  public void connectToCoreWeave(String name, String bucket) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {name: %s}
        spec:
          serverRef: {name: $SERVER}
          provider: COREWEAVE
          bucket: %s
          credentials: {secretRef: {name: minio}}
          preflight: Disabled
        """
            .formatted(name, bucket));
  }

  public StorageConnector awaitReady(String name) {
    return scenario.awaitReady(StorageConnector.class, name);
  }

  public String awaitReason(String name, String type, String reason) {
    return String.valueOf(
        scenario.awaitReason(StorageConnector.class, name, type, reason).message());
  }

  public StorageConnector connector(String name) {
    return scenario.get(StorageConnector.class, name);
  }

  public Optional<BucketCheck> check(String connector, String name) {
    return connector(connector).getStatus().preflight().checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst();
  }

  /** Requests a check of the bucket now. */
  public void requestCheck(String name) {
    scenario.annotate(
        StorageConnector.class,
        name,
        "iam.wandb.com/reconcile",
        "look-" + NUMBER.incrementAndGet());
  }

  /** Returns the variable that the server reads. */
  public Optional<String> fileStores() {
    return scenario
        .find(Secret.class, FILE_STORES)
        .flatMap(secret -> Secrets.value(secret, "GORILLA_SUPPORTED_FILE_STORES"));
  }

  public List<String> entries() {
    return fileStores().stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  /** Creates a Deployment of the server. No controller rolls it out; the test does. */
  public void deployment() {
    scenario.applyAsIs(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: wandb-app}
        spec:
          selector: {matchLabels: {app: wandb}}
          template:
            metadata: {labels: {app: wandb}}
            spec:
              containers:
                - name: app
                  image: none
                  envFrom: [{secretRef: {name: file-stores}}]
        """);
  }

  /** Returns the revision of the latest restart of the Deployment. */
  private String restartedFor() {
    var metadata =
        scenario.get(Deployment.class, "wandb-app").getSpec().getTemplate().getMetadata();
    return metadata.getAnnotations() == null
        ? "never"
        : metadata
            .getAnnotations()
            .getOrDefault("iam.wandb.com/restarted-for-file-stores", "never")
            // The rest identifies the content, because a lost status restarts the count of
            // revisions.
            .split("-", 2)[0];
  }

  /** Waits for the restart of the Deployment, and sets the status of a complete rollout. */
  public void rolledOut(String revision) {
    told(revision, 1, "");
  }

  /**
   * Waits for the restart of the Deployment, and sets the status of a rollout whose pods did not
   * become available in time.
   */
  public void stuck(String revision) {
    told(
        revision,
        0,
        "{\"type\": \"Progressing\", \"status\": \"False\","
            + " \"reason\": \"ProgressDeadlineExceeded\"}");
  }

  private void told(String revision, int available, String condition) {
    scenario.awaitTrue(() -> restartedFor().equals(revision));
    var resource = scenario.get(Deployment.class, "wandb-app");
    scenario
        .client()
        .resource(resource)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"observedGeneration": %d, "replicas": 1, "updatedReplicas": 1,
              "readyReplicas": 1, "availableReplicas": %d, "conditions": [%s]}}\
            """
                .formatted(resource.getMetadata().getGeneration(), available, condition));
  }

  @Override
  public void close() {
    scenario.close();
  }
}
