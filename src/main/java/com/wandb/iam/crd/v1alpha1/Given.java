package com.wandb.iam.crd.v1alpha1;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was given, with absence made empty. Elements that could not be read arrive as null and are
 * left out: one bad element must not stop the informer.
 */
final class Given {
  private Given() {}

  static <E> List<E> list(@Nullable Collection<E> given) {
    return given == null ? List.of() : given.stream().filter(Objects::nonNull).toList();
  }

  /** Keeps the order, so that what is written again is written the same. */
  static <V> Map<String, V> map(@Nullable Map<String, V> given) {
    if (given == null || given.isEmpty()) {
      return Map.of();
    }
    var kept = new LinkedHashMap<String, V>();
    given.forEach(
        (key, value) -> {
          if (value != null) {
            kept.put(key, value);
          }
        });
    return Collections.unmodifiableMap(kept);
  }

  static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
