package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SchemaHabitsTest {

  @Test
  void every_field_has_a_description() {
    assertThat(
            offenders(
                (path, schema) ->
                    !path.endsWith("]") && !path.endsWith("}") && schema.getDescription() == null))
        .isEmpty();
  }

  @Test
  void every_string_list_and_map_has_a_limit() {
    assertThat(offenders((_, schema) -> isUnlimited(schema))).isEmpty();
  }

  @Test
  void no_enum_value_is_a_yaml_boolean_or_null() {
    // kubectl uses YAML 1.1, in which these values are not strings.
    var others = Pattern.compile("(?i)y|yes|n|no|true|false|on|off|null|~");
    assertThat(
            offenders(
                (_, schema) ->
                    schema.getEnum().stream()
                        .anyMatch(word -> others.matcher(word.asText()).matches())))
        .isEmpty();
  }

  @Test
  void list_items_of_a_spec_have_no_defaults() {
    // Tools that compare a whole list with the applied one would always see a difference.
    assertThat(
            offenders(
                (path, schema) ->
                    path.contains(".spec") && path.contains("[]") && schema.getDefault() != null))
        .isEmpty();
  }

  @Test
  void kind_has_category_short_name_status_and_columns() {
    for (var crd : CrdFiles.crds()) {
      var version = crd.getSpec().getVersions().getFirst();
      var names = crd.getSpec().getNames();
      assertThat(names.getCategories()).as(names.getKind()).containsExactly("wandb");
      assertThat(names.getShortNames()).singleElement().asString().startsWith("wb");
      assertThat(version.getSubresources().getStatus()).isNotNull();
      assertThat(columns(version)).contains("Age", "Since", "Reason", "Ready");
    }
  }

  @Test
  void initial_status_is_unreconciled_and_conditions_are_a_map() {
    for (var crd : CrdFiles.crds()) {
      var status = CrdFiles.schema(crd).getProperties().get("status");
      assertThat(status.getDefault().get("observedGeneration").asInt()).isEqualTo(-1);
      var conditions = status.getProperties().get("conditions");
      assertThat(conditions.getXKubernetesListType()).isEqualTo("map");
      assertThat(conditions.getXKubernetesListMapKeys()).containsExactly("type");
    }
  }

  private static List<String> columns(CustomResourceDefinitionVersion version) {
    return version.getAdditionalPrinterColumns().stream().map(column -> column.getName()).toList();
  }

  private static boolean isUnlimited(JSONSchemaProps schema) {
    if (schema.getType() == null) {
      return false; // A number or a string; a separate rule checks the form.
    }
    return switch (schema.getType()) {
      case "string" ->
          schema.getMaxLength() == null && schema.getEnum().isEmpty() && schema.getFormat() == null;
      case "array" -> schema.getMaxItems() == null;
      case "object" ->
          schema.getAdditionalProperties() != null && schema.getMaxProperties() == null;
      default -> false;
    };
  }

  private static List<String> offenders(BiPredicate<String, JSONSchemaProps> offends) {
    var found = new ArrayList<String>();
    for (CustomResourceDefinition crd : CrdFiles.crds()) {
      var fields = CrdFiles.schema(crd).getProperties();
      assertThat(fields).containsOnlyKeys("spec", "status");
      fields.forEach(
          (name, field) ->
              CrdFiles.walk(
                  crd.getSpec().getNames().getKind() + "." + name,
                  field,
                  (path, schema) -> {
                    if (offends.test(path, schema)) {
                      found.add(path);
                    }
                  }));
    }
    return found;
  }
}
