package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Objects of one case, by their names in the case. */
final class CaseObjects {
  private final Loop loop;
  private final FakeKubernetes kubernetes;
  private final String namespace;
  private final String server;
  private final SortedSet<String> namespaces = new TreeSet<>();

  CaseObjects(Loop loop, String namespace, String server) {
    this.loop = loop;
    this.kubernetes = loop.kubernetes();
    this.namespace = namespace;
    this.server = server;
    space("");
  }

  String server() {
    return server;
  }

  /** Returns all namespaces of the case. */
  SortedSet<String> namespaces() {
    return Collections.unmodifiableSortedSet(namespaces);
  }

  /** Returns whether a name or namespace belongs to the case. */
  boolean isOurs(String text) {
    return namespaces.contains(text) || text.equals(server) || text.startsWith(namespace + "-");
  }

  /** Returns the objects of a kind in a namespace that mention the case. */
  List<ObjectNode> mentioningCase(String kind, String where) {
    return kubernetes.list(Manifests.collection(kind), where).stream()
        .filter(found -> found.toString().contains("/" + namespace + "/"))
        .toList();
  }

  Optional<ObjectNode> find(String kind, String name) {
    return find(named(kind, name));
  }

  /** Returns the namespace of the case, or one of its others. */
  String space(String letter) {
    var name = letter.isEmpty() ? namespace : namespace + "-" + letter;
    if (namespaces.add(name)) {
      loop.namespace(name);
    }
    return name;
  }

  /** An object and its namespace; empty for cluster-scoped objects. */
  record Named(String kind, String namespace, String name) {
    String path() {
      return Manifests.path(kind, namespace, name);
    }
  }

  Named named(String kind, String given) {
    var text = fill(given);
    if (kind.equals("Namespace")) {
      return new Named(kind, "", space(text.equals(".") ? "" : text));
    }
    if (Manifests.isOfCluster(kind)) {
      return new Named(kind, "", text);
    }
    int slash = text.indexOf('/');
    var where = slash < 0 ? "" : text.substring(0, slash);
    return new Named(
        kind,
        where.equals("operator") ? Loop.OPERATOR_NAMESPACE : space(where),
        text.substring(slash + 1));
  }

  String fill(String text) {
    return text.replace("$SERVER", server)
        .replace("$NS", namespace)
        .replace("$STORE", loop.store());
  }

  Optional<ObjectNode> find(Named one) {
    return kubernetes.find(Manifests.collection(one.kind()), one.namespace(), one.name());
  }

  void put(Named one, ObjectNode manifest) {
    if (find(one).isEmpty()) {
      var path = one.path();
      kubernetes.request("POST", path.substring(0, path.lastIndexOf('/')), manifest);
    } else if (Manifests.isOwn(one.kind())) {
      var next = find(one).orElseThrow().deepCopy();
      next.set("spec", manifest.get("spec"));
      kubernetes.request("PUT", one.path(), next);
    } else {
      kubernetes.request("PATCH", one.path(), manifest);
    }
  }
}
