package com.wandb.iam.operator;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of the API keys of service accounts on one server.
 *
 * @param current the number of current keys
 * @param previous the number of previous keys that are still valid
 * @param rollingOut the number of keys whose workloads are not all restarted yet
 * @param oldest when the oldest current key was created; null if there is none
 * @param nextRotation the time of the next scheduled rotation; null if none is scheduled
 */
public record KeyStats(
    long current,
    long previous,
    long rollingOut,
    @Nullable Instant oldest,
    @Nullable Instant nextRotation) {

  static KeyStats of(List<ApiKeyState> keys) {
    return new KeyStats(
        keys.size(),
        keys.stream().filter(key -> key.previous() != null).count(),
        keys.stream().filter(key -> Boolean.TRUE.equals(key.rollingOut())).count(),
        first(keys.stream().flatMap(key -> Stream.ofNullable(key.createdAt()))),
        first(keys.stream().flatMap(key -> Stream.ofNullable(key.rotatesAt()))));
  }

  private static @Nullable Instant first(Stream<Instant> times) {
    return times.min(Instant::compareTo).orElse(null);
  }
}
