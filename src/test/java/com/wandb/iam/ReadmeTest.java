package com.wandb.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.wandb.iam.access.Rule;
import com.wandb.iam.crd.v1alpha1.Reason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Checks that the README matches the project. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Path CONDITIONS = Path.of("crds", "README.md");

  @Test
  void table_of_reasons_matches_the_reason_enum() throws IOException {
    var readme = Files.readString(CONDITIONS);
    var begin = "<!-- reasons -->\n";
    var table =
        readme.substring(
            readme.indexOf(begin) + begin.length(), readme.indexOf("<!-- end of reasons -->"));
    assertThat(table).isEqualTo(reasons());
  }

  private static String reasons() {
    var said =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("com.wandb.iam")
                .stream()
                .filter(type -> !type.isEquivalentTo(Reason.class))
                .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                .map(JavaFieldAccess::getTarget)
                .filter(field -> field.getOwner().isEquivalentTo(Reason.class))
                .map(field -> field.getName())
                .collect(Collectors.toSet());
    return Stream.of(Reason.values())
        .filter(reason -> said.contains(reason.name()))
        .map(
            reason ->
                "| %s | %s | %s |\n"
                    .formatted(reason, reason.meaning(), reason.remedy().orElse("")))
        .collect(
            Collectors.joining(
                "", "| reason | what it means | what you do |\n| --- | --- | --- |\n", ""));
  }

  @Test
  void table_of_rules_lists_every_rule_with_an_action() throws IOException {
    var readme = Files.readString(CONDITIONS);
    for (var rule : Rule.values()) {
      assertThat(readme)
          .containsPattern(
              Pattern.compile(
                  "(?m)^"
                      + Pattern.quote("| %s | %s | ".formatted(rule.id(), rule.sentence()))
                      + "[^|]{10,} \\|$"));
    }
  }

  @Test
  void readme_fits_on_a_few_screens() throws IOException {
    assertThat(Files.readAllLines(README).size()).isLessThan(240);
  }

  @Test
  void files_named_in_the_readme_exist() throws IOException {
    var named = Pattern.compile("`((?:src|crds|examples|helm|\\.ci)/[\\w./-]*)[ `]");
    List<String> missing =
        named
            .matcher(Files.readString(README) + Files.readString(CONDITIONS))
            .results()
            .map(match -> match.group(1))
            .filter(file -> !Files.exists(Path.of(file)))
            .toList();
    assertThat(missing).isEmpty();
  }

  /** The documents show how the W&B chart and the resources of its operator read the Secret. */
  @Test
  void server_environment_snippets_use_the_secret_and_variable() throws IOException {
    var snippets =
        Pattern.compile("(?s)```yaml (values|v1|v2)\n(.*?)```")
            .matcher(Files.readString(README))
            .results()
            .collect(Collectors.toMap(match -> match.group(1), match -> yaml(match.group(2))));
    assertThat(snippets).containsOnlyKeys("values", "v1", "v2");
    assertThat(at(snippets.get("values"), "global", "extraEnv").toString())
        .contains("GORILLA_SUPPORTED_FILE_STORES", "secretKeyRef", "wandb-file-stores");
    assertThat(snippets.get("v1").get("apiVersion")).isEqualTo("apps.wandb.com/v1");
    assertThat(at(snippets.get("v1"), "spec", "values", "global", "extraEnv").toString())
        .contains("GORILLA_SUPPORTED_FILE_STORES", "secretKeyRef", "wandb-file-stores");
    assertThat(snippets.get("v2").get("apiVersion")).isEqualTo("apps.wandb.com/v2");
    assertThat(at(snippets.get("v2"), "spec", "wandb", "legacyOverrides", "global", "env"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .singleElement()
        .asString()
        .contains("GORILLA_SUPPORTED_FILE_STORES", "secretKeyRef", "wandb-file-stores");
  }

  private static Map<?, ?> yaml(String text) {
    return Serialization.unmarshal(text, Map.class);
  }

  private static Object at(Object document, String... path) {
    var found = document;
    for (var name : path) {
      found = ((Map<?, ?>) found).get(name);
      assertThat(found).as(name).isNotNull();
    }
    return found;
  }
}
