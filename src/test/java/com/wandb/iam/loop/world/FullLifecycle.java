package com.wandb.iam.loop.world;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;

/**
 * Full lifecycle of every kind, with every action of the operator in a cluster.
 *
 * @param scenario with a namespace for the resources
 * @param wandb the namespace of the W&amp;B server
 * @param elsewhere a namespace that accepts keys from the scenario's namespace
 */
public record FullLifecycle(Scenario scenario, String wandb, String elsewhere) {
  static final String FILE_STORES = "wandb-file-stores";
  private static final String SERVER =
      """
      operatorNamespace: wandb-iam-system
      tenants:
        - {name: all, namespaces: [%s], teams: ['*'], teamDeletion: true, roles: ['*'],
           users: ['*'], storage: {buckets: ['*'], endpoints: ['*']}}
      bucketBindings:
        secretRef: {namespace: %s, name: wandb-file-stores}
        quietPeriod: 0s
        rollout:
          - {kind: Deployment, namespace: %2$s, name: wandb}
          - {kind: StatefulSet, namespace: %2$s, name: wandb}
          - {kind: DaemonSet, namespace: %2$s, name: wandb}
      """;

  public void pass() {
    server();
    deployment();
    role();
    team();
    account();
    bucket();
    end();
  }

  /** Sets the status of W&amp;B's own operator to complete. */
  private void deployment() {
    var deployment = WandbDeployment.create(scenario.client(), wandb, "wandb");
    scenario.applyServer(SERVER.formatted(scenario.namespace(), wandb) + deployment.reference());
    scenario.awaitReason(
        WandbServer.class, scenario.server(), "Ready", Reason.DeploymentNotReady.name());
    deployment.says(true, "Succeeded");
    scenario.awaitReady(WandbServer.class, scenario.server());
  }

  private void server() {
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.sandbox().world().addUser("bob", "bob@example.com");
    scenario.credential(scenario.sandbox().adminKey());
    scenario.applyServer(SERVER.formatted(scenario.namespace(), wandb));
    scenario.awaitReady(WandbServer.class, scenario.server());
    create(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(OperatorUnderTest.NAMESPACE)
            .withName(scenario.server() + "-ca")
            .endMetadata()
            .build());
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: $SERVER-certified}
        spec:
          url: https://wandb.example.com
          operatorNamespace: wandb-iam-system
          tls: {caBundleRef: {kind: ConfigMap, name: $SERVER-ca, key: ca.crt}}
          credentials: {secretRef: {name: $SERVER}}
        """);
    scenario.awaitThat(
        WandbServer.class,
        scenario.server() + "-certified",
        one -> one.getStatus().conditions().toString().contains(scenario.server() + "-ca"));
  }

  /** Suspends the role once, so that the event about it is emitted twice. */
  private void role() {
    role(false);
    role(true);
    scenario.awaitReason(CustomRole.class, janitor(), "Ready", "Suspended");
    role(false);
  }

  private void role(boolean suspended) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: CustomRole
        metadata: {name: $SERVER-janitor}
        spec:
          serverRef: {name: $SERVER}
          inherits: Member
          permissions: ['run:stop']
          suspend: %s
        """
            .formatted(suspended));
    if (!suspended) {
      scenario.awaitReady(CustomRole.class, janitor());
    }
  }

  private String janitor() {
    return scenario.server() + "-janitor";
  }

  private void team() {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision}
        spec: {serverRef: {name: $SERVER}, deletionPolicy: Delete, membership: {maxRemovals: 100%}}
        """);
    scenario.awaitReady(Team.class, "vision");
    members("{username: alice}, {username: bob}");
    members("{username: alice}");
  }

  private void members(String people) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: people}
        spec: {teamRef: {name: vision}, users: [%s], role: $SERVER-janitor}
        """
            .formatted(people));
    scenario.awaitReady(TeamMembership.class, "people");
  }

  private void account() {
    var trainer = new Trainer(scenario);
    trainer.apply("");
    trainer.awaitReason("Stalled", "ImportRequired");
    var first = scenario.sandbox().world().issueKeyInApp(trainer.accountId(), "by hand");
    trainer.source(first, "true");
    var eval = new Workloads(scenario, scenario.namespace(), "eval");
    eval.createSets(Trainer.SECRET);
    eval.createCronJob(Trainer.SECRET);
    accept(scenario.namespace());
    var spec =
        """
        apiKey:
          importFrom: {secretRef: {name: first-key, key: apiKey}}
          rotation: {every: 720h, overlap: 1s}
        rollout:
          - {kind: Deployment, name: eval}
          - {kind: StatefulSet, name: eval}
          - {kind: DaemonSet, name: eval}
          - {kind: CronJob, name: eval}
        """;
    trainer.apply(spec + "secret: {deliverTo: [" + elsewhere + "]}");
    trainer.awaitReady();
    order(trainer, "rotate", "iam.wandb.com/rotate");
    scenario.awaitTrue(
        () -> {
          eval.replacePods();
          return scenario.sandbox().world().liveKeys(trainer.accountId()).size() == 1;
        });
    order(trainer, "revoke-now", "iam.wandb.com/revoke-now");
    trainer.awaitReady();
    trainer.apply(spec + "secret: {name: moved}");
    trainer.awaitReady();
    scenario.awaitGone(Secret.class, Trainer.SECRET);
    scenario.awaitTrue(
        () ->
            scenario.client().secrets().inNamespace(elsewhere).withName(Trainer.SECRET).get()
                == null);
  }

  private void order(Trainer trainer, String name, String annotation) {
    scenario.annotate(WandbServiceAccount.class, "trainer", annotation, "now");
    scenario.awaitTrue(() -> "now".equals(trainer.resource().getStatus().handled().get(name)));
  }

  private void accept(String from) {
    scenario
        .client()
        .namespaces()
        .withName(elsewhere)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"iam.wandb.com/accept-secrets-from\":\"%s\"}}}"
                .formatted(from));
  }

  private void bucket() {
    var server = new Workloads(scenario, wandb, "wandb");
    server.createSets(FILE_STORES);
    scenario.sandbox().world().addBucket("acme-vision");
    create(
        Scenario.secret(
            scenario.namespace(),
            "minio",
            Map.of("iam.wandb.com/source", "true"),
            Map.of("accessKey", "AK", "secretKey", "SK")));
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {name: on-prem}
        spec:
          serverRef: {name: $SERVER}
          provider: MINIO
          bucket: acme-vision
          region: us-east-1
          endpoint: minio.example.com:9000
          credentials: {secretRef: {name: minio}}
          preflight: Disabled
        """);
    scenario.awaitReason(StorageConnector.class, "on-prem", "Active", "RolloutPending");
    scenario.awaitTrue(
        () -> {
          server.replacePods();
          return Scenario.condition(scenario.get(StorageConnector.class, "on-prem"), "Ready")
              .filter(ready -> "True".equals(ready.status()))
              .isPresent();
        });
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: labelling}
        spec:
          serverRef: {name: $SERVER}
          storageConnectorRef: {name: on-prem}
          deletionPolicy: Delete
        """);
    scenario.awaitReady(Team.class, "labelling");
  }

  private void end() {
    gone(WandbServiceAccount.class, "trainer");
    gone(TeamMembership.class, "people");
    for (var team : List.of("vision", "labelling")) {
      scenario.annotate(Team.class, team, "iam.wandb.com/confirm-delete", team);
      gone(Team.class, team);
    }
    gone(StorageConnector.class, "on-prem");
    gone(CustomRole.class, janitor());
    gone(WandbServer.class, scenario.server() + "-certified");
    gone(WandbServer.class, scenario.server());
  }

  private <R extends HasMetadata> void gone(Class<R> kind, String name) {
    scenario.delete(kind, name);
    scenario.awaitGone(kind, name);
  }

  private void create(HasMetadata resource) {
    scenario.client().resource(resource).create();
  }
}
