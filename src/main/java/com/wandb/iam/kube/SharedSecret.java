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
 * One key of a Secret that others write to as well. It is applied with a field manager of its own,
 * so that the other keys, labels and annotations stay whose they are.
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

  /** The value as it is now; empty where there is no such Secret or key. */
  public Optional<String> read() {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get())
        .flatMap(secret -> Secrets.value(secret, key));
  }

  /**
   * Makes the key hold this value, and the Secret where there is none.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException 403 where the operator may not,
   *     404 where there is no such namespace
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
