package com.wandb.iam.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Files in {@code crds/} and in the test resources, ordered by name. */
final class CrdFiles {
  static final Path CRDS = Path.of("crds");
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private CrdFiles() {}

  static List<CustomResourceDefinition> crds() {
    return in(CRDS, ".yml").stream()
        .map(file -> SERIALIZATION.unmarshal(text(file), CustomResourceDefinition.class))
        .toList();
  }

  static JSONSchemaProps schema(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
  }

  /**
   * Calls back for a schema and all schemas below it, with their paths. Lists are {@code []}, maps
   * {@code {}}.
   */
  static void walk(String path, JSONSchemaProps schema, BiConsumer<String, JSONSchemaProps> visit) {
    visit.accept(path, schema);
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, child) -> walk(path + "." + name, child, visit));
    }
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      walk(path + "[]", schema.getItems().getSchema(), visit);
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      walk(path + "{}", schema.getAdditionalProperties().getSchema(), visit);
    }
  }

  /** Returns the files of a folder of the test resources, including subfolders. */
  static List<Path> resources(String folder) {
    return in(RESOURCES.resolve(folder), ".yaml");
  }

  static List<String> documents(Path file) {
    return Stream.of(text(file).split("(?m)^---\n"))
        .filter(document -> document.contains("kind:"))
        .toList();
  }

  /** Returns the text after {@code # expect: } in the first line of a rejected file. */
  static String expectation(Path file) {
    var first = text(file).lines().findFirst().orElse("");
    if (!first.startsWith("# expect: ")) {
      throw new IllegalStateException(
          file + " must begin with '# expect: ' and a part of the sentence that refuses it");
    }
    return first.substring("# expect: ".length());
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> in(Path folder, String ending) {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
