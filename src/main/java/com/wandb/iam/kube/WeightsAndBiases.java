package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the resource {@code WeightsAndBiases} (apps.wandb.com, v1 and v2) of W&amp;B's own
 * operator, which reports the state of the server that it deploys.
 */
public final class WeightsAndBiases {
  private static final String DONE = "Completed";
  private static final Set<String> MIGRATING = Set.of("Running", "Failed");

  /** The namespace and name of such a resource. */
  public record Place(String namespace, String name) {
    @Override
    public String toString() {
      return "WeightsAndBiases " + namespace + "/" + name;
    }
  }

  private WeightsAndBiases() {}

  /**
   * Returns why the server is not ready; empty if W&amp;B's operator has completed its deployment.
   */
  public static Optional<String> unready(GenericKubernetesResource resource) {
    if (resource.getMetadata().getDeletionTimestamp() != null) {
      return Optional.of("is being deleted");
    }
    return resource.getApiVersion().endsWith("/v1") ? first(resource) : second(resource);
  }

  /** Version 1 reports only a phase. */
  private static Optional<String> first(GenericKubernetesResource resource) {
    var phase = text(resource, "phase");
    return phase.filter(DONE::equals).isPresent()
        ? Optional.empty()
        : Optional.of(phase.map(word -> "is in phase " + word).orElse("has no phase yet"));
  }

  private static Optional<String> second(GenericKubernetesResource resource) {
    Number observed = resource.get("status", "observedGeneration");
    long generation = Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L);
    if (observed == null) {
      return Optional.of("was not reconciled by W&B's operator yet");
    }
    if (observed.longValue() < generation) {
      return Optional.of("was changed, and W&B's operator has not reconciled the change yet");
    }
    var migration = text(resource, "wandb", "migration", "phase").filter(MIGRATING::contains);
    return migration
        .map(phase -> "has a migration in phase " + phase)
        .or(() -> condition(resource));
  }

  private static Optional<String> condition(GenericKubernetesResource resource) {
    List<Map<String, Object>> conditions = resource.get("status", "conditions");
    var ready =
        conditions == null
            ? Optional.<Map<String, Object>>empty()
            : conditions.stream().filter(one -> "Ready".equals(one.get("type"))).findFirst();
    if (ready.isEmpty()) {
      return Boolean.TRUE.equals(resource.get("status", "ready"))
          ? Optional.empty()
          : Optional.of("is not ready");
    }
    return "True".equals(ready.get().get("status"))
        ? Optional.empty()
        : Optional.of("is not ready" + reason(ready.get().get("message")));
  }

  /** Returns the end of a sentence, without its period. */
  private static String reason(@Nullable Object message) {
    var text = message == null ? "" : PlainText.clause(message.toString());
    return text.isEmpty() ? "" : ": " + text;
  }

  private static Optional<String> text(GenericKubernetesResource resource, String... path) {
    var whole = new Object[path.length + 1];
    whole[0] = "status";
    System.arraycopy(path, 0, whole, 1, path.length);
    return Optional.<Object>ofNullable(resource.get(whole)).map(String::valueOf);
  }
}
