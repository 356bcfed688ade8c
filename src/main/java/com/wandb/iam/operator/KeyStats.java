package com.wandb.iam.operator;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of service accounts on one server, taken together.
 *
 * @param current how many are the newest of their account
 * @param previous how many still work beside a newer one
 * @param rollingOut for how many not every workload was restarted yet
 * @param oldest when the oldest of the newest was made; null where there is none
 * @param nextRotation when the first of them is due; null where none is renewed by time
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
