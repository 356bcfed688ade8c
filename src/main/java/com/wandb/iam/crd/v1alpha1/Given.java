package com.wandb.iam.crd.v1alpha1;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts absent values to empty ones or to defaults. Elements that could not be read are null and
 * are removed, because one invalid element must not stop the informer.
 */
final class Given {
  private Given() {}

  static <E> List<E> list(@Nullable Collection<E> given) {
    return given == null ? List.of() : given.stream().filter(Objects::nonNull).toList();
  }

  /** Keeps the order, so that a map that is written back does not change. */
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
