package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The marks by which a workload is restarted once for each key. */
@EnableKubernetesMockClient(crud = true, https = false)
class RestartMarkTest {
  private static final String PREFIX = "iam.wandb.com/restarted-for-";

  private KubernetesClient client;
  private KeyWorld world;

  @BeforeEach
  void begin() {
    world = new KeyWorld(client);
    var deployment =
        """
        metadata: {name: eval, namespace: ml, generation: 1}
        spec:
          template:
            metadata: {annotations: {a: b}}
            spec: {containers: [{name: a, envFrom: [{secretRef: {name: %s}}]}]}
        """
            .formatted(KeyWorld.SECRET);
    client
        .resource(client.getKubernetesSerialization().unmarshal(deployment, Deployment.class))
        .create();
    world.declare("rollout: [{kind: Deployment, name: eval}]");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Map<String, String> marks() {
    return client
        .apps()
        .deployments()
        .inNamespace("ml")
        .withName("eval")
        .get()
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations();
  }

  @Test
  void mark_names_resource_account_and_number_of_the_key() {
    world.run();
    assertThat(marks()).as("the first key restarts nothing").containsOnlyKeys("a");
    world.annotate("rotate", "1");
    world.run();
    var uid = world.resource().getMetadata().getUid();
    assertThat(marks())
        .containsOnly(
            Map.entry("a", "b"),
            Map.entry(
                PREFIX + Fingerprint.of(KeyWorld.SECRET),
                Fingerprint.of(uid + "/" + world.id + "/1")));
  }
}
