package com.wandb.iam.loop.mock;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Target of an API server path. */
record ApiPlace(
    String collection,
    @Nullable String namespace,
    @Nullable String name,
    @Nullable String subresource) {

  static ApiPlace of(String path) {
    var parts = path.substring(1).split("/");
    int root = parts[0].equals("api") ? 2 : 3;
    if (parts.length <= root) {
      throw ApiRefusal.notFound(path);
    }
    var prefix = "/" + String.join("/", Arrays.copyOf(parts, root)) + "/";
    var rest = Arrays.copyOfRange(parts, root, parts.length);
    boolean inNamespace =
        rest.length >= 3
            && rest[0].equals("namespaces")
            && !List.of("status", "finalize").contains(rest[2]);
    var namespace = inNamespace ? rest[1] : null;
    var own = inNamespace ? Arrays.copyOfRange(rest, 2, rest.length) : rest;
    return new ApiPlace(
        prefix + own[0],
        namespace,
        own.length > 1 ? ApiTrees.decode(own[1]) : null,
        own.length > 2 ? own[2] : null);
  }

  ApiPlace named(String other) {
    return new ApiPlace(collection, namespace, other, subresource);
  }

  String key() {
    return (namespace == null ? "" : namespace) + "/" + name;
  }

  boolean ofStatus() {
    return "status".equals(subresource);
  }

  boolean separatesStatus() {
    return collection.startsWith(FakeKubernetes.OWN);
  }
}
