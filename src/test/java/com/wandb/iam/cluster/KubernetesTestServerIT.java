package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesTestServerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final KubernetesTestServer server = KubernetesTestServer.shared();
  private final KubernetesClient client = server.client();

  @Test
  void created_objects_are_kept() {
    var namespace = server.newNamespace("create");

    create(namespace, "kept", Map.of("a", "1"));

    assertThat(client.configMaps().inNamespace(namespace).withName("kept").get().getData())
        .containsExactly(Map.entry("a", "1"));
  }

  @Test
  void namespace_is_never_returned_twice() {
    assertThat(server.newNamespace("twice")).isNotEqualTo(server.newNamespace("twice"));
  }

  @Test
  void request_without_a_role_is_forbidden() {
    var namespace = server.newNamespace("rbac");
    try (var nobody = server.impersonating(namespace, "nobody")) {
      assertThatThrownBy(() -> nobody.secrets().inNamespace(namespace).list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403))
          .hasMessageContaining("system:serviceaccount:" + namespace + ":nobody");
    }
  }

  @Test
  void deletes_a_secret_after_its_owner() {
    needsControllerManager();
    var namespace = server.newNamespace("gc");
    var owner = create(namespace, "owner", Map.of());
    var secret = client.resource(ownedBy(owner)).create();

    client.resource(owner).delete();

    await().atMost(PATIENCE).until(() -> client.resource(secret).get() == null);
  }

  @Test
  void deletes_a_secret_after_an_owner_of_our_own_kinds() {
    needsControllerManager();
    server.applyCrds();
    var team =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("iam.wandb.com/v1alpha1")
            .withKind("Team")
            .withNewMetadata()
            .withName("owner")
            .withNamespace(server.newNamespace("gc-crd"))
            .endMetadata()
            .addToAdditionalProperties("spec", Map.of())
            .build();
    var owner = client.resource(team).create();
    var secret = client.resource(ownedBy(owner)).create();

    client.resource(owner).delete();

    await().atMost(PATIENCE).until(() -> client.resource(secret).get() == null);
  }

  @Test
  void deleted_namespace_is_emptied() {
    needsControllerManager();
    var namespace = server.newNamespace("terminating");
    create(namespace, "inside", Map.of());

    client.namespaces().withName(namespace).delete();

    await().atMost(PATIENCE).until(() -> client.namespaces().withName(namespace).get() == null);
  }

  @Test
  void crds_can_be_applied_twice_and_are_served() {
    server.applyCrds();
    server.applyCrds();

    var team =
        client
            .genericKubernetesResources("iam.wandb.com/v1alpha1", "Team")
            .inNamespace(server.newNamespace("crds"));
    assertThat(team.list().getItems()).isEmpty();
  }

  @Test
  void api_server_keeps_address_and_data_after_a_crash() {
    try (var own = KubernetesTestServer.start(KubernetesBinaries.provide())) {
      own.client().resource(configMap("default", "survivor", Map.of("a", "1"))).create();
      var url = own.client().getMasterUrl();

      own.killApiServer();
      own.startApiServer();

      var read = own.client().configMaps().inNamespace("default").withName("survivor").get();
      assertThat(read.getData()).containsExactly(Map.entry("a", "1"));
      assertThat(own.client().getMasterUrl()).isEqualTo(url);
    }
  }

  /** Downloaded programs do not include it. In CI the test fails without it. */
  private void needsControllerManager() {
    Machine.needs(server.collectsGarbage(), "kube-controller-manager");
  }

  private ConfigMap create(String namespace, String name, Map<String, String> data) {
    return client.resource(configMap(namespace, name, data)).create();
  }

  private static Secret ownedBy(HasMetadata owner) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("owned")
        .withNamespace(owner.getMetadata().getNamespace())
        .addNewOwnerReference()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  private static ConfigMap configMap(String namespace, String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withData(data)
        .build();
  }
}
