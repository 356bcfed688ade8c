package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * One data key of a Secret that other clients also write to. It is applied with its own field
 * manager, so that other keys, labels and annotations keep their owners.
 */
public final class SharedSecret {
  private static final String MANAGER = "wandb-iam-bindings";

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final String key;

  public SharedSecret(KubernetesClient client, String namespace, String name, String key) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.key = key;
  }

  /** Returns the current value; empty if the Secret or the key does not exist. */
  public Optional<String> read() {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get())
        .flatMap(secret -> Secrets.value(secret, key));
  }

  /**
   * Writes the value; creates the Secret if it does not exist.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException 403 if the operator has no
   *     permission, 404 if the namespace does not exist
   */
  public void write(String value) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
            .build();
    client
        .resource(secret)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(MANAGER)
                .withForce(true)
                .build());
  }
}
