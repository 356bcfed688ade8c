package com.wandb.iam.loop.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All readable data of a cluster, of every kind in every namespace, without secret data. */
public final class ClusterText {
  private final KubernetesClient client;

  public ClusterText(KubernetesClient client) {
    this.client = client;
  }

  /** Returns all objects of each kind as the API server sends them; Secrets without their data. */
  public Map<String, String> everything() {
    var all = new TreeMap<String, String>();
    versions().forEach(version -> kinds(version).forEach(kind -> read(version, kind, all)));
    return all;
  }

  private Stream<String> versions() {
    return Stream.concat(
        Stream.of("v1"),
        client.getApiGroups().getGroups().stream()
            .flatMap(group -> group.getVersions().stream())
            .map(GroupVersionForDiscovery::getGroupVersion));
  }

  private Stream<String> kinds(String version) {
    return client.getApiResources(version).getResources().stream()
        .filter(kind -> kind.getVerbs().contains("list"))
        .map(APIResource::getName);
  }

  private void read(String version, String kind, Map<String, String> all) {
    var prefix = version.contains("/") ? "/apis/" : "/api/";
    var text = client.raw(prefix + version + "/" + kind);
    boolean secret = version.equals("v1") && kind.equals("secrets");
    all.put(version + " " + kind, secret ? withoutData(text) : text);
  }

  private static String withoutData(String secrets) {
    var list = Serialization.unmarshal(secrets, JsonNode.class);
    list.path("items").forEach(secret -> ((ObjectNode) secret).remove("data"));
    return list.toString();
  }
}
