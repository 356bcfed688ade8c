package com.wandb.iam.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.cluster.ProjectFiles;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents and metadata of the image. */
class ImageIT {
  private static final Path CHART = ProjectFiles.root().resolve("helm/wandb-iam-operator");

  @TempDir private static Path folder;
  private static ImageTar image;
  private static List<Layer.Entry> entries;

  @BeforeAll
  static void read_the_image() throws Exception {
    ImageTar.mustBeThere();
    image = ImageTar.unpackedInto(folder);
    entries = new ArrayList<>();
    for (var layer : image.layers()) {
      entries.addAll(layer.entries());
    }
  }

  private static Path extracted(String file) throws Exception {
    for (var layer : image.layers()) {
      if (layer.entries().stream().anyMatch(entry -> entry.path().equals(file))) {
        var target = Files.createTempDirectory(folder, "one-");
        layer.unpackOver(target);
        return target.resolve(file);
      }
    }
    throw new AssertionError("not in the image: " + file);
  }

  private static Map<?, ?> yaml(String file) throws IOException {
    return new KubernetesSerialization()
        .unmarshal(Files.readString(CHART.resolve(file)), Map.class);
  }

  private static Stream<String> filesBelow(String directory) {
    return entries.stream()
        .map(Layer.Entry::path)
        .filter(path -> path.startsWith(directory) && !path.endsWith("/"));
  }

  @Test
  void image_download_is_under_150_mb() throws IOException {
    assertThat(image.compressedBytes()).isLessThan(150_000_000);
  }

  @Test
  void image_runs_under_the_charts_security_context() {
    assertThat(image.runs().get("User").asText())
        .as("a number, because a kubelet recognizes non-root users only by number")
        .isEqualTo("65532:65532");
    assertThat(image.entryPoint()).containsExactly("/opt/java/bin/java", "@/app/java.args");
    assertThat(image.runs().has("Cmd")).isFalse();
    assertThat(image.runs().get("WorkingDir").asText()).isEqualTo("/app");
    assertThat(image.runs().get("Volumes")).isEmpty();
  }

  @Test
  void image_contains_no_setting_and_no_secret() {
    assertThat(ImageTar.texts(image.runs().get("Env")))
        .allSatisfy(variable -> assertThat(variable).matches("(PATH|SSL_CERT_FILE)=.*"));
    assertThat(entries)
        .extracting(Layer.Entry::path)
        .noneMatch(path -> path.matches("(root|home)/.+|.*(kubeconfig|\\.p12|settings\\.xml)"));
  }

  @Test
  void image_matches_the_charts_default() throws IOException {
    var defaults = (Map<?, ?>) yaml("values.yaml").get("image");
    var version = String.valueOf(yaml("Chart.yaml").get("appVersion"));
    assertThat(defaults.get("tag")).isEqualTo("");
    assertThat(image.tag()).isEqualTo(defaults.get("repository") + ":" + version);
    assertThat(label("version"))
        .isEqualTo(System.getProperty("image.version"))
        .matches(version.replace(".", "\\.") + "(-SNAPSHOT)?");
    assertThat(label("title")).isEqualTo("wandb-iam-operator");
    assertThat(label("description")).isNotBlank();
    assertThat(label("base.name")).isNotBlank();
  }

  private static String label(String name) {
    return image.runs().get("Labels").get("org.opencontainers.image." + name).asText();
  }

  @Test
  void image_files_are_writable_and_privileged_only_for_root() {
    assertThat(entries)
        .isNotEmpty()
        .allSatisfy(
            entry -> {
              assertThat(entry.owner()).as(entry.path()).isEqualTo("0/0");
              assertThat(entry.isWritableToOthers()).as(entry.path()).isFalse();
              assertThat(entry.changesUser()).as(entry.path()).isFalse();
            });
  }

  @Test
  void image_has_the_jar_of_this_build_and_its_libraries() throws Exception {
    var jar = filesBelow("app/classpath/").toList();
    assertThat(jar).singleElement().asString().endsWith(".jar");
    var target = ProjectFiles.root().resolve("target");
    assertThat(extracted(jar.getFirst()))
        .hasSameBinaryContentAs(target.resolve(Path.of(jar.getFirst()).getFileName()));
    try (var libraries = Files.list(target.resolve("lib"))) {
      assertThat(filesBelow("app/libs/"))
          .containsExactlyInAnyOrderElementsOf(
              libraries.map(one -> "app/libs/" + one.getFileName()).toList());
    }
  }

  @Test
  void component_list_is_exactly_libraries_and_runtime() throws Exception {
    var components =
        StreamSupport.stream(
                new ObjectMapper()
                    .readTree(extracted("app/sbom.json").toFile())
                    .get("components")
                    .spliterator(),
                false)
            .toList();
    assertThat(
            components.stream()
                .filter(one -> one.get("type").asText().equals("library"))
                .map(ImageIT::jar))
        .containsExactlyInAnyOrderElementsOf(filesBelow("app/libs/").toList());
    var release = Files.readString(extracted("opt/java/release"));
    assertThat(components)
        .filteredOn(one -> !one.get("type").asText().equals("library"))
        .singleElement()
        .satisfies(
            runtime -> {
              assertThat(runtime.get("type").asText()).isEqualTo("platform");
              assertThat(runtime.get("name").asText()).isEqualTo("openjdk");
              assertThat(release)
                  .contains(
                      "JAVA_VERSION=\"" + runtime.get("version").asText().split("\\+")[0] + "\"");
            });
  }

  private static String jar(JsonNode component) {
    return "app/libs/%s-%s.jar"
        .formatted(component.get("name").asText(), component.get("version").asText());
  }
}
