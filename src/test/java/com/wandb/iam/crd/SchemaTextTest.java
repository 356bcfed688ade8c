package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text that a tenant may write into each field. The operator uses it in queries, in variables of
 * workloads, in logs and in terminals.
 */
class SchemaTextTest {
  private static final int LONGEST = 4096;

  /** Fields without a pattern, and the reason why each is safe. */
  private static final Map<String, String> FREE =
      Map.of(
          "CustomRole.spec.description",
          "written by who administers the cluster; goes into one JSON value and nowhere else",
          "ServiceAccount.spec.secret.annotations{}",
          "an annotation of the tenant's own Secret, to be whatever its reader takes",
          "StorageConnector.spec.endpoint",
          "a rule says its shape: rejected/storageconnector/endpoint-shape.yaml",
          "StorageConnector.spec.path",
          "a rule says its shape: rejected/storageconnector/path-shape.yaml",
          "WandbServer.spec.bucketBindings.separator",
          "written by who administers the cluster, eight characters",
          "WandbServer.spec.tenants[].namespaceSelector.matchExpressions[].values[]",
          "compared with labels and nothing else",
          "WandbServer.spec.tenants[].namespaceSelector.matchLabels{}",
          "compared with labels and nothing else",
          "WandbServer.spec.url",
          "a rule says its shape: rejected/wandbserver/url.yaml");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r",
        "\t",
        "\0",
        "\u001b",
        "\u007f",
        "\u0085",
        "\u009b",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "\u200f",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\udb40\udc41",
        "\ue000"
      })
  void invisible_characters_are_refused_in_every_field(String odd) {
    assertThat(fieldsAccepting(odd)).as("fields that take %x", odd.codePointAt(0)).isEmpty();
  }

  /**
   * Checks the fields that contain a name. Globs, permissions and cloud ids allow more characters.
   */
  @ParameterizedTest
  @ValueSource(strings = {"\"", "\\", "(", ")", "<", ">", ";", ",", ":"})
  void quotes_and_shell_characters_are_refused_in_names(String odd) {
    assertThat(fieldsAccepting(odd))
        .allMatch(
            field ->
                field.matches(
                    ".*(\\.ignore\\[]|\\.users\\[]|\\.buckets\\[]|\\.endpoints\\[]|\\.kmsKeyId|\\.externalId|\\.permissions\\[])"));
  }

  @Test
  void text_field_limits_are_at_most_4096() {
    var longer = new ArrayList<String>();
    for (var field : fields().entrySet()) {
      if (field.getValue().getMaxLength() > LONGEST) {
        longer.add(field.getKey());
      }
    }
    assertThat(longer).isEmpty();
  }

  @Test
  void every_listed_free_field_has_no_pattern() {
    assertThat(FREE.keySet())
        .allSatisfy(path -> assertThat(fields().get(path).getPattern()).as(path).isNull());
  }

  /**
   * Returns the fields that accept the text between two letters, alone, or inside an email address.
   */
  private static List<String> fieldsAccepting(String odd) {
    var texts =
        List.of(
            "a" + odd + "b", odd, "a" + odd, "a" + odd + "b@example.com", "a@b" + odd + "c.org");
    return fields().entrySet().stream()
        .filter(field -> !FREE.containsKey(field.getKey()))
        .filter(field -> texts.stream().anyMatch(text -> takes(field.getValue(), text)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Matches like the API server: the end is the end of the text, not of a line. */
  private static boolean takes(JSONSchemaProps schema, String text) {
    var pattern = schema.getPattern();
    return pattern == null
        || Pattern.compile(pattern.replaceAll("\\$$", "\\\\z")).matcher(text).find();
  }

  private static Map<String, JSONSchemaProps> fields() {
    var found = new TreeMap<String, JSONSchemaProps>();
    for (var crd : CrdFiles.crds()) {
      CrdFiles.walk(
          crd.getSpec().getNames().getKind() + ".spec",
          CrdFiles.schema(crd).getProperties().get("spec"),
          (path, schema) -> {
            if ("string".equals(schema.getType())
                && schema.getEnum().isEmpty()
                && schema.getFormat() == null) {
              found.put(path, schema);
            }
          });
    }
    return found;
  }
}
