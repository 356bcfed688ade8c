package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.account.AccountFixture;
import com.wandb.iam.kube.Workloads;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class KeyRolloutsTest {
  private static final String SECRET = "trainer-wandb";

  private KubernetesClient client;
  private AccountFixture fixture;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private KeyRollouts rollouts() {
    return new KeyRollouts(
        new Workloads(client), fixture.resource("rollout: [{kind: Deployment, name: eval}]", ""));
  }

  private List<String> restart() {
    return rollouts().restart("4", warnings::add);
  }

  private void deployment(String secret, String status) {
    var deployment =
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
                    spec: {containers: [{name: a, envFrom: [{secretRef: {name: %s}}]}]}
                status: {%s}
                """
                    .formatted(secret, status),
                Deployment.class);
    client.resource(deployment).create();
  }

  @Test
  void missing_workload_is_a_warning() {
    assertThat(restart()).isEmpty();
    assertThat(warnings).singleElement().asString().contains("Deployment eval does not exist");
  }

  @Test
  void workload_without_the_secret_is_a_warning() {
    deployment("other", "");
    assertThat(restart()).isEmpty();
    assertThat(warnings).singleElement().asString().contains("does not use Secret " + SECRET);
  }

  @Test
  void workload_with_old_pods_is_open() {
    deployment(SECRET, "");
    assertThat(restart()).containsExactly("Deployment eval is not fully rolled out yet");
    assertThat(warnings).isEmpty();
  }
}
