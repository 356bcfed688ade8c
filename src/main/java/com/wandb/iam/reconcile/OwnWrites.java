package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The version that each resource had after this process last wrote it. The framework keeps what was
 * written until a watch brings anything else, be it older: while watches are late a pass would
 * begin from a status that does not know what the pass before announced or made. Thread-safe.
 */
final class OwnWrites {
  private final Map<String, Long> versions = new ConcurrentHashMap<>();

  /**
   * Notes a write.
   *
   * @param version that the resource had after it
   */
  void note(HasMetadata resource, String version) {
    versions.merge(resource.getMetadata().getUid(), Long.parseLong(version), Math::max);
  }

  /** The resource; read anew where the given one is older than what was written last. */
  <R extends HasMetadata> R newest(R resource, KubernetesClient client) {
    var metadata = resource.getMetadata();
    var written = versions.get(metadata.getUid());
    if (written == null || Long.parseLong(metadata.getResourceVersion()) >= written) {
      return resource;
    }
    var now = client.resource(resource).get();
    return now != null && Objects.equals(now.getMetadata().getUid(), metadata.getUid())
        ? now
        : resource;
  }

  /** The resource is about to go. */
  void forget(HasMetadata resource) {
    versions.remove(resource.getMetadata().getUid());
  }
}
