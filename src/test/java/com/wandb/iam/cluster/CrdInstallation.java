package com.wandb.iam.cluster;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** Applies CRDs to a server and waits until it serves them. */
public record CrdInstallation(KubernetesClient client) {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /**
   * Applies files with one CRD each, and updates existing ones.
   *
   * @return whether a kind was new to the server
   * @throws IllegalStateException with the server's reasons, if a CRD does not take effect
   */
  public boolean apply(List<Path> files) {
    boolean added = false;
    var applied = new ArrayList<CustomResourceDefinition>();
    for (var file : files) {
      var crd = read(file);
      added |= current(crd) == null;
      client.resource(crd).fieldManager("crds").forceConflicts().serverSideApply();
      applied.add(crd);
    }
    applied.forEach(this::awaitServed);
    return added;
  }

  private CustomResourceDefinition read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return client.apiextensions().v1().customResourceDefinitions().load(in).item();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits, because the condition Established is set shortly before the first request succeeds. */
  private void awaitServed(CustomResourceDefinition crd) {
    try {
      Awaitility.await(crd.getMetadata().getName())
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isEstablished(current(crd)) && client.raw(path(crd)) != null);
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException(
          crd.getMetadata().getName() + " is not served: " + conditions(current(crd)).toList(),
          late);
    }
  }

  private static String path(CustomResourceDefinition crd) {
    var spec = crd.getSpec();
    return "/apis/%s/%s/%s?limit=1"
        .formatted(
            spec.getGroup(), spec.getVersions().getFirst().getName(), spec.getNames().getPlural());
  }

  private @Nullable CustomResourceDefinition current(CustomResourceDefinition crd) {
    return client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(crd.getMetadata().getName())
        .get();
  }

  private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
    return conditions(crd).anyMatch(text -> text.startsWith("Established=True "));
  }

  /** Returns the conditions as texts. A new CRD has no status, or one without conditions. */
  private static Stream<String> conditions(@Nullable CustomResourceDefinition crd) {
    return Optional.ofNullable(crd)
        .map(CustomResourceDefinition::getStatus)
        .map(status -> status.getConditions())
        .stream()
        .flatMap(List::stream)
        .map(c -> c.getType() + "=" + c.getStatus() + " " + Objects.toString(c.getMessage(), ""));
  }
}
