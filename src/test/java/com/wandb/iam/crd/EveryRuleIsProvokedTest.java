package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that each rule has a file that violates it. {@link CelRulesIT} checks that the API server
 * refuses these files with the expected messages.
 */
class EveryRuleIsProvokedTest {

  static List<CustomResourceDefinition> crds() {
    return CrdFiles.crds();
  }

  @ParameterizedTest
  @MethodSource("crds")
  void each_rule_has_a_rejected_file_for_each_path(CustomResourceDefinition crd) {
    var kind = crd.getSpec().getNames().getKind().toLowerCase(Locale.ROOT);
    var expectations =
        CrdFiles.resources("rejected/" + kind).stream().map(CrdFiles::expectation).toList();
    var places = placesOfMessages(crd);
    assertThat(places).isNotEmpty();
    places.forEach(
        (message, at) ->
            assertThat(expectations.stream().filter(message::startsWith))
                .as("files in rejected/%s that expect '%s' (a rule at %s)", kind, message, at)
                .hasSize(at.size()));
  }

  private static Map<String, List<String>> placesOfMessages(CustomResourceDefinition crd) {
    var places = new TreeMap<String, List<String>>();
    CrdFiles.walk(
        "",
        CrdFiles.schema(crd),
        (path, schema) -> {
          for (var rule : schema.getXKubernetesValidations()) {
            assertThat(rule.getMessage()).as("%s %s", path, rule.getRule()).isNotBlank();
            places
                .computeIfAbsent(rule.getMessage(), _ -> new ArrayList<>())
                .add(path + "." + rule.getFieldPath());
          }
        });
    return places;
  }
}
