package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.kube.LenientSerialization;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replaces every value of every manifest by every wrong type. The API server returns objects that
 * were stored under another schema, and one such object must not prevent reading.
 */
class OddObjectsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final KubernetesSerialization LENIENT = LenientSerialization.create();
  private static final List<String> VALUES =
      List.of("\"odd text\"", "5", "5.5", "true", "[1]", "[\"a\"]", "[{}]", "{\"odd\": 1}", "{}");

  static List<String> manifests() {
    return ResourcesAsFilesTest.manifests();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void odd_value_in_any_field_does_not_prevent_reading(String manifest) throws Exception {
    var whole = LENIENT.unmarshal(manifest, JsonNode.class);
    var type = ResourcesAsFilesTest.KINDS.get(whole.get("kind").asText());
    int read = 0;
    for (var path : paths(whole.get("spec"), "/spec")) {
      for (var value : VALUES) {
        var odd = (ObjectNode) whole.deepCopy();
        put(odd, path, JSON.readTree(value));
        HasMetadata resource = LENIENT.unmarshal(JSON.writeValueAsString(odd), type);
        boolean isObject = whole.at(path).isObject();
        boolean isScalar = JSON.readTree(value).isValueNode();
        if (isObject && isScalar) {
          assertThat(LenientSerialization.misreadFields(resource))
              .as("%s = %s", path, value)
              .hasValueSatisfying(fields -> assertThat(fields).contains("spec"));
        }
        read++;
      }
    }
    assertThat(read).isGreaterThanOrEqualTo(VALUES.size());
  }

  /** Returns the paths of all values, the whole document first. */
  private static List<String> paths(JsonNode node, String path) {
    var paths = new ArrayList<String>(List.of(path));
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  paths.addAll(
                      paths(field.getValue(), path + "/" + field.getKey().replace("/", "~1"))));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        paths.addAll(paths(node.get(i), path + "/" + i));
      }
    }
    return paths;
  }

  private static void put(ObjectNode root, String path, JsonNode value) {
    int slash = path.lastIndexOf('/');
    var parent = slash == 0 ? root : root.at(path.substring(0, slash));
    var last = path.substring(slash + 1).replace("~1", "/");
    Consumer<JsonNode> replace =
        parent instanceof ArrayNode array
            ? odd -> array.set(Integer.parseInt(last), odd)
            : odd -> ((ObjectNode) parent).set(last, odd);
    replace.accept(value);
  }
}
