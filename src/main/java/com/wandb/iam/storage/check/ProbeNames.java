package com.wandb.iam.storage.check;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;

/** Names of probe objects: recognizable as ours, and never the same twice. */
final class ProbeNames {
  static final String PREFIX = ".wandb-iam-operator-probe-";

  /** No look takes so long: an older probe is one that a killed process left. */
  private static final Duration LEFT_AFTER = Duration.ofMinutes(15);

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  ProbeNames(InstantSource clock) {
    this.clock = clock;
  }

  String next() {
    var bytes = new byte[12];
    random.nextBytes(bytes);
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  Instant leftBefore() {
    return clock.instant().minus(LEFT_AFTER);
  }
}
