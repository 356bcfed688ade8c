package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Converts the objects of a case to manifests and API server paths. */
final class Manifests {
  private static final String OWN = "/apis/iam.wandb.com/v1alpha1/";

  private static final JsonMapper JSON = new JsonMapper();

  private static final Map<String, String> COLLECTIONS =
      Map.ofEntries(
          Map.entry("WandbServer", OWN + "wandbservers"),
          Map.entry("CustomRole", OWN + "customroles"),
          Map.entry("Team", OWN + "teams"),
          Map.entry("TeamMembership", OWN + "teammemberships"),
          Map.entry("ServiceAccount", OWN + "serviceaccounts"),
          Map.entry("StorageConnector", OWN + "storageconnectors"),
          Map.entry("Secret", "/api/v1/secrets"),
          Map.entry("ConfigMap", "/api/v1/configmaps"),
          Map.entry("Pod", "/api/v1/pods"),
          Map.entry("Namespace", "/api/v1/namespaces"),
          Map.entry("Deployment", "/apis/apps/v1/deployments"),
          Map.entry("Event", "/apis/events.k8s.io/v1/events"),
          Map.entry("WeightsAndBiases", "/apis/apps.wandb.com/v1/weightsandbiases"));

  private Manifests() {}

  /** Reads YAML in one line or many. */
  static ObjectNode read(String yaml) {
    return JSON.valueToTree(Serialization.unmarshal("---\n" + yaml, Map.class));
  }

  static boolean isKind(String word) {
    return COLLECTIONS.containsKey(word);
  }

  static boolean isOwn(String kind) {
    return collection(kind).startsWith(OWN);
  }

  static String collection(String kind) {
    var found = COLLECTIONS.get(kind);
    if (found == null) {
      throw new IllegalArgumentException("no kind " + kind);
    }
    return found;
  }

  /** Returns the path of an object. The namespace is empty for cluster-scoped objects. */
  static String path(String kind, String namespace, String name) {
    var collection = collection(kind);
    int last = collection.lastIndexOf('/');
    return namespace.isEmpty()
        ? collection + "/" + name
        : collection.substring(0, last)
            + "/namespaces/"
            + namespace
            + collection.substring(last)
            + "/"
            + name;
  }

  static boolean isOfCluster(String kind) {
    return switch (kind) {
      case "WandbServer", "CustomRole", "Namespace" -> true;
      default -> false;
    };
  }

  /**
   * Returns the manifest of an object.
   *
   * @param body the spec of one of the operator's kinds; for other kinds the fields beside metadata
   */
  static ObjectNode of(String kind, String namespace, String name, ObjectNode body) {
    var manifest = isOwn(kind) ? JSON.createObjectNode() : body.deepCopy();
    var collection = collection(kind);
    manifest.put("kind", kind);
    manifest.put(
        "apiVersion",
        collection.substring(0, collection.lastIndexOf('/')).replaceFirst("^/apis?/", ""));
    manifest.withObject("/metadata").put("name", name);
    if (!namespace.isEmpty()) {
      manifest.withObject("/metadata").put("namespace", namespace);
    }
    if (isOwn(kind)) {
      manifest.set("spec", body);
    }
    encode(manifest);
    return manifest;
  }

  /** Encodes Secrets as the API server does. */
  private static void encode(ObjectNode manifest) {
    if (manifest.remove("stringData") instanceof ObjectNode given) {
      var data = manifest.withObject("/data");
      given
          .properties()
          .forEach(
              entry ->
                  data.put(
                      entry.getKey(),
                      Base64.getEncoder()
                          .encodeToString(
                              entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
  }
}
