package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A previous key ends only once no pod and no workload may use it. */
@EnableKubernetesMockClient(crud = true, https = false)
class KeyHoldersTest {
  private static final String ROTATION =
      "apiKey: {rotation: {every: 24h, overlap: 1h, maxOverlap: 3h}}";

  private KubernetesClient client;
  private KubernetesMockServer api;
  private KeyWorld world;
  private final List<Pod> running = new ArrayList<>();

  @BeforeEach
  void begin() {
    KeyWorld.grantEveryReview(api);
    world = new KeyWorld(client, new WatchedNamespaces(Set.of("ml", "copy")));
    world.namespace("copy", true);
    listPods("ml");
    listPods("copy");
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** Rotates with that spec, and lets the overlap pass. */
  private void rotate(String spec) {
    world.declare(ROTATION + spec);
    world.run();
    world.annotate("rotate", "1");
    world.run();
    world.later(Duration.ofHours(1));
  }

  /** Answers itself, because the API server in memory does not know such a selector. */
  private void listPods(String namespace) {
    api.expect()
        .get()
        .withPath(
            "/api/v1/namespaces/%s/pods?fieldSelector=status.phase%%21%%3DSucceeded%%2Cstatus.phase%%21%%3DFailed"
                .formatted(namespace))
        .andReply(
            200,
            request ->
                new PodListBuilder()
                    .withItems(
                        running.stream()
                            .filter(pod -> pod.getMetadata().getNamespace().equals(namespace))
                            .toList())
                    .build())
        .always();
  }

  private void pod(String namespace, String name, String secret, String created) {
    running.add(
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                metadata: {name: %s, namespace: %s, creationTimestamp: "2026-03-01T%sZ"}
                spec: {containers: [{name: a, envFrom: [{secretRef: {name: %s}}]}]}
                """
                    .formatted(name, namespace, created, secret),
                Pod.class));
  }

  private void pods(String namespace, int many) {
    for (int i = 1; i <= many; i++) {
      pod(namespace, "pod-" + i, KeyWorld.SECRET, "11:00:00");
    }
  }

  private List<String> warnings() {
    world.run();
    return world.status().warnings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | the pod pod-1 still uses it.
          2 | these pods still use it: pod-1, pod-2.
          3 | these pods still use it: pod-1, pod-2, pod-3.
          5 | these pods still use it: pod-1, pod-2, pod-3 and 2 more.
          """)
  void pods_of_the_own_namespace_are_named(int many, String message) {
    rotate("");
    pods("ml", many);
    assertThat(warnings()).containsExactly("The previous key is not revoked yet: " + message);
    assertThat(world.live()).containsExactly("key-1", "key-2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | 1 pod in namespace copy still uses it.
          2 | 2 pods in namespace copy still use it.
          """)
  void pods_of_other_namespaces_are_counted(int many, String message) {
    rotate(", secret: {deliverTo: [copy]}");
    pods("copy", many);
    assertThat(warnings()).containsExactly("The previous key is not revoked yet: " + message);
  }

  /** Such a pod may have read the Secret before the new key reached its node. */
  @ParameterizedTest
  @CsvSource({"12:01:00, true", "12:01:01, false"})
  void pod_of_the_first_minute_may_have_the_key_before(String created, boolean holds) {
    rotate("");
    pod("ml", "late", KeyWorld.SECRET, created);
    assertThat(warnings().isEmpty()).isEqualTo(!holds);
    assertThat(world.live().contains("key-1")).isEqualTo(holds);
  }

  @Test
  void pod_with_the_secret_under_a_former_name_holds_the_key() {
    world.declare(ROTATION);
    world.run();
    world.declare(ROTATION + ", secret: {name: renamed}");
    world.run();
    assertThat(Objects.requireNonNull(world.status().apiKey()).formerSecrets())
        .containsExactly(KeyWorld.SECRET);
    world.annotate("rotate", "1");
    world.run();
    world.later(Duration.ofHours(1));
    pods("ml", 1);
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void pods_of_an_unwatched_namespace_are_assumed() {
    rotate(", secret: {deliverTo: [elsewhere]}");
    var pass = world.pass();
    pass.draft().deliveredTo = List.of("copy", "elsewhere");
    pass.save();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("cannot read the pods of namespace elsewhere");
  }

  @Test
  void longest_overlap_ends_a_held_key() {
    rotate("");
    pods("ml", 1);
    var result = world.run();
    assertThat(result.retry()).isEqualTo(Retry.BACKING_OFF);
    world.later(Duration.ofHours(2));
    world.run();
    assertThat(world.live()).containsExactly("key-2");
    assertThat(world.events().toString()).contains("Warning OverlapEnforced: Ends");
  }

  @Test
  void open_rollout_is_reported_until_it_is_done() {
    client
        .resource(
            client
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    metadata: {name: eval, namespace: ml, generation: 1}
                    spec:
                      replicas: 1
                      selector: {matchLabels: {app: eval}}
                      template:
                        metadata: {annotations: {a: b}}
                        spec: {containers: [{name: a, envFrom: [{secretRef: {name: trainer-wandb}}]}]}
                    """,
                    Deployment.class))
        .create();
    rotate(", rollout: [{kind: Deployment, name: eval}]");
    var result = world.run();
    assertThat(result.retry()).isEqualTo(Retry.BACKING_OFF);
    assertThat(world.status().warnings())
        .containsExactly("Deployment eval is not fully rolled out yet.");
    assertThat(Objects.requireNonNull(world.status().apiKey()).rollingOut()).isTrue();
    assertThat(world.live()).contains("key-1");
    client.apps().deployments().inNamespace("ml").withName("eval").delete();
    world.run();
    assertThat(world.status().warnings())
        .singleElement()
        .asString()
        .contains("Deployment eval does not exist");
    assertThat(Objects.requireNonNull(world.status().apiKey()).rollingOut()).isNull();
    assertThat(world.live()).containsExactly("key-2");
  }

  @Test
  void rejected_declaration_leaves_the_secret_as_it_is() {
    world.run();
    world.rejected = true;
    world.declare("secret: {labels: {colour: red}}");
    world.run();
    assertThat(labels()).doesNotContainKey("colour");
    client.secrets().inNamespace("ml").withName(KeyWorld.SECRET).delete();
    world.run();
    assertThat(labels()).as("written, because the keys were lost").containsKey("colour");
  }

  private Map<String, String> labels() {
    return world.secret("ml", KeyWorld.SECRET).orElseThrow().getMetadata().getLabels();
  }
}
